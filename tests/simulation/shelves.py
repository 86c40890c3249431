"""What people do with categories and attributes."""

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.tx import Tx
from galleria.catalog import (
    KeyedCategory,
    NewAttribute,
    NewCategory,
    create_attribute,
    create_categories,
    upsert_categories,
)
from galleria.catalog.attributes.change import change_attribute
from galleria.catalog.attributes.delete import delete_attribute
from galleria.catalog.attributes.rows import AttributeChanges
from galleria.catalog.attributes.rules import AttributeKind
from galleria.catalog.categories.arrange import WantedOrder, set_product_order
from galleria.catalog.categories.change import NewPlace, change_categories, move_category
from galleria.catalog.categories.delete import CategoryDeletion, Fate, delete_categories
from galleria.catalog.categories.place import (
    CategoryProducts,
    add_category_products,
    remove_category_products,
)
from galleria.catalog.categories.rows import CategoryChange
from galleria.catalog.translations.categories import put_category_translation
from galleria.catalog.translations.rows import CategoryTranslationSent
from tests.simulation.town import Act, Person

PARTIAL = BulkMode(partial=True)
LOCALES = ["en-GB", "de-DE", "fr-FR"]


async def new_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    parent = (await who.any(tx, "category", catalog_id=catalog_id) or [None])[0]
    row = NewCategory(name=who.name(), parent_id=parent, is_active=who.chance.random() < 0.8)
    await create_categories(tx, catalog_id=catalog_id, body=Bulk([row]), query=PARTIAL)


async def keyed_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    keys = sorted({who.key(), who.key()})
    rows = [
        KeyedCategory(
            external_key=key, name=who.name(), parent_external_key=who.chance.choice([None, *keys])
        )
        for key in keys
    ]
    await upsert_categories(tx, catalog_id=catalog_id, rows=list(rows))


async def change_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    rows = [
        CategoryChange(category_id=one, name=who.name(), is_active=who.chance.random() < 0.7)
        for one in await who.any(tx, "category", 2, catalog_id=catalog_id)
    ]
    await change_categories(tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=PARTIAL)


async def place_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    category_id = await who.one(tx, "category", catalog_id=catalog_id)
    parents = [None, *await who.any(tx, "category", catalog_id=catalog_id)]
    body = NewPlace(parent_id=who.chance.choice(parents))
    await move_category(tx, catalog_id=catalog_id, category_id=category_id, body=body)


async def delete_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    ids = await who.any(tx, "category", 2, catalog_id=catalog_id)
    fates: list[Fate] = ["refuse", "move_to_parent", "uncategorise"]
    body = CategoryDeletion(ids, who.chance.choice(fates))
    await delete_categories(tx, catalog_id=catalog_id, body=body, query=PARTIAL)


async def fill_category(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    category_id = await who.one(tx, "category", catalog_id=catalog_id)
    body = CategoryProducts(await who.any(tx, "product", 4, catalog_id=catalog_id))
    fill = who.chance.choice(
        [add_category_products, add_category_products, remove_category_products]
    )
    await fill(tx, catalog_id=catalog_id, category_id=category_id, body=body, query=PARTIAL)


async def arrange(who: Person, tx: Tx) -> None:
    category_id = await who.one(tx, "category")
    rows = await tx.connection.fetch(
        "SELECT product_id, catalog_id FROM product_category WHERE category_id = $1", category_id
    )
    if rows:
        version = await who.version(tx, "category", category_id)
        await set_product_order(
            tx,
            catalog_id=rows[0][1],
            category_id=category_id,
            body=WantedOrder([row[0] for row in rows]),
            if_match=version,
        )


async def translate_category(who: Person, tx: Tx) -> None:
    catalog_id, locale = await who.one(tx, "catalog"), who.chance.choice(LOCALES)
    category_id = await who.one(tx, "category", catalog_id=catalog_id)
    body = CategoryTranslationSent(name=who.name())
    await put_category_translation(
        tx, catalog_id=catalog_id, category_id=category_id, locale=locale, body=body
    )


async def define(who: Person, tx: Tx) -> None:
    kinds: dict[str, AttributeKind] = {"colour": "text", "size": "number", "rare": "text"}
    key, kind = who.chance.choice([*kinds.items()])
    body = NewAttribute(key=key, name=key, kind=kind, is_filterable=who.chance.random() < 0.7)
    await create_attribute(tx, body=body)


async def redefine(who: Person, tx: Tx) -> None:
    attribute_id = await who.one(tx, "attribute")
    version = await who.version(tx, "attribute", attribute_id)
    is_filterable = await tx.connection.fetchval(
        "SELECT is_filterable FROM attribute WHERE attribute_id = $1", attribute_id
    )
    body = AttributeChanges(is_filterable=not is_filterable)
    await change_attribute(tx, attribute_id=attribute_id, body=body, if_match=version)


async def undefine(who: Person, tx: Tx) -> None:
    attribute_id = await who.one(tx, "attribute")
    version = await who.version(tx, "attribute", attribute_id)
    await delete_attribute(tx, attribute_id=attribute_id, if_match=version)


ACTS: list[Act] = [
    new_category, new_category, keyed_category, change_category, place_category, delete_category,
    fill_category, arrange, translate_category, define, redefine, undefine,
]  # fmt: skip
