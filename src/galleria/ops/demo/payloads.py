"""The demo's content as the requests that an owner would send."""

import msgspec

from galleria.catalog import (
    CategoryFilter,
    Media,
    Modifier,
    ModifierChoice,
    NewCategory,
    NewProduct,
    Option,
    VariantSent,
)
from galleria.ops.demo.extras import DemoModifier, DemoSmart
from galleria.ops.demo.shapes import DemoCategory, DemoItem, DemoOrganization, DemoStore
from galleria.setup import SetUp, StoreToSetUp
from galleria.tenants import NewStore


def set_up_of(demo: DemoOrganization) -> bytes:
    """Return the body of the set-up of the organization's first store, with all its items."""
    store = demo.stores[0]
    set_up = SetUp(
        store=StoreToSetUp(
            name=store.name,
            slug=store.slug,
            kind=store.kind,
            currency=store.currency,
            locale=store.locale,
            further_locales=list(demo.extras.locales),
            time_zone=store.time_zone,
            branding=_raw(store.branding),
        ),
        categories=[
            *(_category(category) for category in demo.categories),
            *(_smart(category) for category in demo.extras.smart),
        ],
        items=[_item(item) for item in demo.items],
    )
    return msgspec.json.encode(set_up)


def store_of(store: DemoStore) -> NewStore:
    """Return the request that creates another store."""
    return NewStore(
        name=store.name,
        slug=store.slug,
        kind=store.kind,
        currency=store.currency,
        locale=store.locale,
        time_zone=store.time_zone,
        status="active",
        branding=_raw(store.branding),
    )


def _category(category: DemoCategory) -> NewCategory:
    return NewCategory(
        external_key=category.key,
        parent_external_key=category.parent_key,
        name=category.name,
        slug=category.slug,
        description=category.description,
        colour=category.colour,
        icon=category.icon,
        image_url=category.image_url,
        sort_order=category.sort_order,
    )


def _smart(category: DemoSmart) -> NewCategory:
    return NewCategory(
        external_key=category.key,
        name=category.name,
        slug=category.key,
        description=category.description,
        sort_order=-10,
        kind="smart",
        filter=CategoryFilter(price_max_minor=category.price_max_minor),
    )


def _modifier(group: DemoModifier) -> Modifier:
    choices = [
        ModifierChoice(
            key=it.key, name=it.name, price_minor=it.price_minor, is_default=it.is_default
        )
        for it in group.choices
    ]
    return Modifier(key=group.key, name=group.name, min=group.min, max=group.max, choices=choices)


def _item(item: DemoItem) -> NewProduct:
    product = NewProduct(
        external_key=item.key,
        name=item.name,
        slug=item.slug,
        description=item.description,
        category_external_key=item.category_key,
        brand=item.brand,
        tax_class=item.tax_class,
        attributes=_raw(item.attributes),
        modifiers=[_modifier(group) for group in item.modifiers],
        media=[Media(url, alt_text=item.name) for url in item.media],
    )
    if not item.variants:
        return msgspec.structs.replace(
            product,
            sku=item.sku,
            barcode=item.barcode,
            price_minor=item.price_minor,
            currency=item.currency,
        )
    return msgspec.structs.replace(
        product,
        options=[Option(option.name, list(option.values)) for option in item.options],
        variants=[
            VariantSent(
                option_values=[variant.options[option.name] for option in item.options],
                sku=variant.sku,
                barcode=variant.barcode,
                price_minor=variant.price_minor,
                currency=item.currency,
            )
            for variant in item.variants
        ],
    )


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))
