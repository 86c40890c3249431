"""What people do with products: each at random, and sound mostly."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw

from galleria.base.bulk import Bulk, BulkIds, BulkMode
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog import (
    KeyedProduct,
    Merge,
    MergeRow,
    NewProduct,
    Option,
    ProductChange,
    VariantSent,
    archive_products,
    change_products,
    create_products,
    locked,
    merge_products,
    upsert_products,
)
from galleria.catalog.duplicates.duplicate import DuplicateAsked, duplicate_product
from galleria.catalog.products.delete import delete_products
from galleria.catalog.products.rows import BundlePart
from galleria.catalog.translations.products import (
    delete_product_translation,
    put_product_translation,
)
from galleria.catalog.translations.rows import ProductTranslationSent
from galleria.listing.later import show_next_pending
from tests.catalog.given_by_filter import changed, undone
from tests.simulation.town import Act, Person

PARTIAL = BulkMode(partial=True)
LOCALES = ["en-GB", "de-DE", "fr-FR"]


async def _fields(who: Person, tx: Tx, catalog_id: UUID) -> dict[str, Any]:
    chance = who.chance
    fields: dict[str, Any] = {"status": chance.choice(["active", "active", "draft", "archived"])}
    if chance.random() < 0.4:
        fields["publish_at"] = who.instant()
    if chance.random() < 0.5:
        fields["brand"] = chance.choice([None, f"{who.mark} Leaf", f"{who.mark} Twig"])
    if chance.random() < 0.4:
        fields["tags"] = chance.sample(["sale", "new", "gift"], 2)
    if chance.random() < 0.4:
        said = {"colour": chance.choice(["red", "blue"]), "size": chance.randrange(9)}
        fields["attributes"] = Raw(msgspec.json.encode(said))
    if chance.random() < 0.5:
        places = await who.any(tx, "category", 3, catalog_id=catalog_id)
        fields |= {"category_id": (places or [None])[0], "further_category_ids": places[1:]}
    if chance.random() < 0.5:
        fields["options"] = [Option("Size")]
        fields["variants"] = [
            VariantSent(
                option_values=[str(n)],
                price_minor=chance.randrange(50_000),
                is_active=chance.random() < 0.8,
            )
            for n in range(chance.randint(1, 3))
        ]
    else:
        fields |= {
            "options": [],
            "variants": [VariantSent(option_values=[], price_minor=chance.randrange(9_999))],
        }
    return fields


async def create(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    rows = [
        NewProduct(name=who.name(), **await _fields(who, tx, catalog_id))
        for _ in range(who.chance.randint(1, 4))
    ]
    await create_products(tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=PARTIAL)


async def bundle(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    parts = [
        BundlePart(variant_id=it) for it in await who.any(tx, "variant", 2, catalog_id=catalog_id)
    ]
    row = NewProduct(name=who.name(), kind="bundle", bundle=parts, price_minor=100)
    await create_products(tx, catalog_id=catalog_id, body=Bulk([row]), query=PARTIAL)


async def change(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    rows = [
        ProductChange(product_id=one, name=who.name(), **await _fields(who, tx, catalog_id))
        for one in await who.any(tx, "product", 4, catalog_id=catalog_id)
    ]
    await change_products(tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=PARTIAL)


async def delete(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    ids = await who.any(tx, "product", 3, catalog_id=catalog_id)
    await delete_products(tx, catalog_id=catalog_id, body=BulkIds(ids), query=PARTIAL)


async def duplicate(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    product_id = await who.one(tx, "product", catalog_id=catalog_id)
    await duplicate_product(
        tx, catalog_id=catalog_id, product_id=product_id, body=DuplicateAsked(name=who.name())
    )


async def _keyed(who: Person, tx: Tx, catalog_id: UUID) -> list[KeyedProduct]:
    keys = {who.key() for _ in range(who.chance.randint(1, 5))}
    return [
        KeyedProduct(external_key=key, name=who.name(), **await _fields(who, tx, catalog_id))
        for key in sorted(keys)
    ]


async def upsert(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    rows = await _keyed(who, tx, catalog_id)
    await upsert_products(tx, catalog_id=catalog_id, rows=list(rows))


async def merge(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    rows = [MergeRow(row, is_divisible=True) for row in await _keyed(who, tx, catalog_id)]
    event = Merge(catalog_id, who.chance.choice(["upsert", "replace", "create"]), new_id())
    catalog = await locked(tx, catalog_id, rows=len(rows), shows_later=True)
    await merge_products(tx, catalog, event, rows)


async def show_merged(who: Person, tx: Tx) -> None:
    await show_next_pending(tx, await who.one(tx, "catalog"))


async def archive(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    ids = await who.any(tx, "product", 2, catalog_id=catalog_id)
    await archive_products(tx, Merge(catalog_id, "replace", new_id()), ids)


async def change_by_filter(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    category_id = str(await who.one(tx, "category", catalog_id=catalog_id))
    await changed(
        tx,
        catalog_id,
        who.chance.choice([{}, {"brands": [f"{who.mark} Leaf"]}, {"category_id": category_id}]),
        **who.chance.choice(
            [
                {"price": {"percent": "-10"}},
                {"status": "active"},
                {"category_id": category_id},
                {"brand": f"{who.mark} Root", "add_tags": ["new"]},
            ]
        ),
    )


async def undo(who: Person, tx: Tx) -> None:
    rows = await tx.connection.fetch("SELECT catalog_id, event_id FROM bulk_change ORDER BY 2")
    if rows:
        await undone(tx, *who.chance.choice(rows))


async def translate(who: Person, tx: Tx) -> None:
    catalog_id, locale = await who.one(tx, "catalog"), who.chance.choice(LOCALES)
    product_id = await who.one(tx, "product", catalog_id=catalog_id)
    if who.chance.random() < 0.3:
        await delete_product_translation(
            tx, catalog_id=catalog_id, product_id=product_id, locale=locale
        )
        return
    body = ProductTranslationSent(name=who.name())
    await put_product_translation(
        tx, catalog_id=catalog_id, product_id=product_id, locale=locale, body=body
    )


ACTS: list[Act] = [
    create, create, bundle, change, change, delete, duplicate, upsert, merge, show_merged, archive,
    change_by_filter, undo, translate,
]  # fmt: skip
