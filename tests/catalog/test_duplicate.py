"""duplicate_product: what a merchant can rely on."""

from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx
from galleria.catalog.attributes.create import create_attribute
from galleria.catalog.attributes.rows import NewAttribute
from galleria.catalog.duplicates.duplicate import duplicate_product
from galleria.catalog.duplicates.rules import DuplicateAsked
from galleria.catalog.fields import Seo
from galleria.catalog.products.list import Product, read_product
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import Choice, Modifier
from galleria.catalog.products.rows import BundlePart, Option, VariantSent
from galleria.catalog.translations.products import (
    list_product_translations,
    put_product_translation,
)
from galleria.catalog.translations.rows import ProductTranslation, ProductTranslationSent
from tests.catalog.given import events_of, given_catalog, given_category, given_product

SIZES = [Option("Size", ["S", "L"])]
VARIANTS = [
    VariantSent(option_values=["S"], price_minor=300, sku="T-S", cost_minor=100, weight_grams=50),
    VariantSent(option_values=["L"], price_minor=400, sku="T-L", barcode="in-house"),
]

OAT = Choice(key="oat", name="Oat", price_minor=50)
MILK = Modifier(key="milk", name="Milk", max=1, choices=[OAT])


async def duplicated(tx: Tx, catalog: UUID, product: UUID, **asked: object) -> Product:
    body = DuplicateAsked(**asked)  # type: ignore[arg-type]
    return await duplicate_product(tx, catalog_id=catalog, product_id=product, body=body)


async def said_of(tx: Tx, catalog: UUID, product: UUID) -> list[ProductTranslation]:
    there = await list_product_translations(tx, catalog_id=catalog, product_id=product)
    return there.items


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in refusal.value.errors]


async def test_a_copy_is_a_draft_of_its_own(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, external_key="t", source_raw=Raw(b'{"a":1}'))
    copy = await duplicated(tx, catalog, tea)
    assert copy.product_id != tea
    assert (copy.name, copy.slug, copy.status) == ("Tea (copy)", "tea-copy", "draft")
    assert (copy.external_key, copy.source_raw, copy.version) == (None, None, 1)
    assert await events_of(tx, "product.created") == 2


async def test_a_copy_has_what_the_product_says(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    drinks, offers = [await given_category(tx, catalog, name) for name in ("Drinks", "Offers")]
    tea = await given_product(
        tx, catalog, category_id=drinks, further_category_ids=[offers], tags=["hot"],
        attributes=Raw(b'{"origin": "Assam"}'), media=[Media(url="/a.svg", alt_text="A cup")],
        modifiers=[MILK],
        seo=Seo(title="Tea"), brand="Leaf", description="Hot",
    )  # fmt: skip
    before = await read_product(tx, catalog_id=catalog, product_id=tea)
    copy = await duplicated(tx, catalog, tea)
    for name in (
        "category_id", "further_category_ids", "tags", "attributes", "media", "modifiers", "seo",
        "brand", "description", "kind",
    ):  # fmt: skip
        assert getattr(copy, name) == getattr(before, name), name


async def test_variants_are_copied_without_their_codes(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=VARIANTS)
    copy = await duplicated(tx, catalog, tea)
    assert copy.options == SIZES
    assert [(v.option_values, v.price_minor, v.sku, v.barcode) for v in copy.variants] == [
        (["S"], 300, None, None), (["L"], 400, None, None),
    ]  # fmt: skip
    assert (copy.variants[0].cost_minor, copy.variants[0].weight_grams) == (100, 50)


async def test_a_suffix_makes_new_skus(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=VARIANTS)
    copy = await duplicated(tx, catalog, tea, sku_suffix="-2")
    assert [variant.sku for variant in copy.variants] == ["T-S-2", "T-L-2"]


async def test_a_sku_that_another_has_is_refused_at_the_suffix(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, sku="T")
    await given_product(tx, catalog, sku="T-2")
    with pytest.raises(Invalid) as refusal:
        await duplicated(tx, catalog, tea, sku_suffix="-2")
    assert codes(refusal) == [("/sku_suffix", "taken")]


async def test_a_sku_that_would_be_too_long_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, sku="T" * 99)
    with pytest.raises(Invalid) as refusal:
        await duplicated(tx, catalog, tea, sku_suffix="-2")
    assert codes(refusal) == [("/sku_suffix", "length")]


async def test_a_name_and_a_slug_may_be_given(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    copy = await duplicated(tx, catalog, tea, name="Chai", slug="masala")
    assert (copy.name, copy.slug) == ("Chai", "masala")
    with pytest.raises(Invalid) as refusal:
        await duplicated(tx, catalog, tea, slug="masala")
    assert codes(refusal) == [("/slug", "taken")]


async def test_a_name_as_long_as_can_be_is_shortened(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    copy = await duplicated(tx, catalog, await given_product(tx, catalog, "x" * 300))
    assert (len(copy.name), copy.name[-7:]) == (300, " (copy)")


async def test_a_bundle_is_copied_with_its_parts(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, sku="T")
    parts = [BundlePart(sku="T", quantity=3)]
    box = await given_product(tx, catalog, "Box", kind="bundle", bundle=parts)
    copy = await duplicated(tx, catalog, box)
    assert copy.kind == "bundle"
    assert copy.bundle == (await read_product(tx, catalog_id=catalog, product_id=box)).bundle


async def test_translations_are_copied_with_slugs_of_their_own(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    for locale, name in (("de", "Tee"), ("fr", "Thé")):
        body = ProductTranslationSent(name=name, description=name, seo=Seo(title=name))
        await put_product_translation(
            tx, catalog_id=catalog, product_id=tea, locale=locale, body=body
        )
    copy = await duplicated(tx, catalog, tea)
    said = await said_of(tx, catalog, copy.product_id)
    tail = copy.product_id.hex[-10:]
    assert [(it.locale, it.name, it.slug) for it in said] == [
        ("de", "Tee", f"tee-{tail}"), ("fr", "Thé", f"the-{tail}")
    ]  # fmt: skip
    assert [it.seo for it in said] == [it.seo for it in await said_of(tx, catalog, tea)]


async def test_what_a_new_product_may_not_be_a_copy_may_not_be(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    attribute = NewAttribute(key="origin", name="Origin", kind="text", is_required=True)
    await create_attribute(tx, body=attribute)
    with pytest.raises(Invalid) as refusal:
        await duplicated(tx, catalog, tea)
    (error,) = refusal.value.errors
    assert (error.pointer, error.code) == ("", "missing")
    assert error.detail.startswith("/attributes/origin: ")


async def test_what_is_not_there_has_no_copy(tx: Tx, other_tx: Tx) -> None:
    catalog, own = await given_catalog(tx), await given_catalog(other_tx)
    tea = await given_product(tx, catalog)
    for place in ((catalog, new_id()), (new_id(), tea)):
        with pytest.raises(NotFound):
            await duplicated(tx, *place)
    for there in (catalog, own):
        with pytest.raises(NotFound):
            await duplicated(other_tx, there, tea)


async def test_a_copy_of_many_variants_costs_the_same_statements(
    tx: Tx, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    one = await given_product(tx, catalog)
    options = [Option("No.", [str(number) for number in range(20)])]
    variants = [VariantSent(option_values=[str(n)], price_minor=n) for n in range(20)]
    many = await given_product(tx, catalog, "Set", options=options, variants=variants)
    counts: list[int] = []
    for product in (one, many):
        del statements[:]
        await duplicated(tx, catalog, product)
        counts.append(len(statements))
    assert abs(counts[0] - counts[1]) <= 1
