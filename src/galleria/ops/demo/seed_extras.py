"""Give a demo organization what is beside its menu, through the same use cases as its people."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.tx import Tx
from galleria.catalog import (
    CategoryTranslationChange,
    NewAttribute,
    NewExclusion,
    ProductTranslationChange,
    WantedPrice,
    change_category_translations,
    change_product_translations,
    create_attribute,
    create_exclusions,
    set_store_prices,
)
from galleria.ops.demo.extras import DemoExclusions, DemoExtras, DemoPrices

ALL_OR_NONE = BulkMode()
BY_KEY = """
SELECT product_id AS id, external_key FROM product WHERE catalog_id = $1
UNION ALL
SELECT category_id, external_key FROM category WHERE catalog_id = $1
"""
BY_SKU = "SELECT variant_id AS id, sku FROM variant WHERE catalog_id = $1 AND sku = ANY($2)"


async def define_attributes(tx: Tx, extras: DemoExtras) -> None:
    """Say what the organization's products say of themselves, before they do."""
    for attribute in extras.attributes:
        body = NewAttribute(
            key=attribute.key,
            name=attribute.name,
            kind=attribute.kind,
            unit=attribute.unit,
            is_filterable=attribute.is_filterable,
        )
        await create_attribute(tx, body=body)


async def translate(tx: Tx, catalog_id: UUID, extras: DemoExtras) -> None:
    """Say in other languages what there are words for."""
    for locale, words in extras.words.items():
        categories = [
            CategoryTranslationChange(locale=locale, external_key=key, name=name)
            for key, name in words.categories.items()
        ]
        products = [
            ProductTranslationChange(locale=locale, external_key=key, name=name)
            for key, name in words.products.items()
        ]
        if categories:
            await change_category_translations(
                tx, catalog_id=catalog_id, body=Bulk(list(categories)), query=ALL_OR_NONE
            )
        if products:
            await change_product_translations(
                tx, catalog_id=catalog_id, body=Bulk(list(products)), query=ALL_OR_NONE
            )


async def choose(tx: Tx, catalog_id: UUID, extras: DemoExtras, store: str, store_id: UUID) -> None:
    """Have the store leave out and price what it wants otherwise, if it is the one."""
    if extras.exclusions.store == store:
        await _exclude(tx, catalog_id, store_id, extras.exclusions)
    if extras.prices is not None and extras.prices.store == store:
        await _price(tx, catalog_id, store_id, extras.prices)


async def _exclude(tx: Tx, catalog_id: UUID, store_id: UUID, wanted: DemoExclusions) -> None:
    rows = await tx.connection.fetch(BY_KEY, catalog_id)
    ids: dict[str, UUID] = {row["external_key"]: row["id"] for row in rows}
    exclusions = [NewExclusion(category_id=ids[wanted.category], reason=wanted.reason)]
    if wanted.product is not None:
        exclusions.append(
            NewExclusion(product_id=ids[wanted.product], reason=wanted.product_reason)
        )
    await create_exclusions(tx, store_id=store_id, body=Bulk(list(exclusions)), query=ALL_OR_NONE)


async def _price(tx: Tx, catalog_id: UUID, store_id: UUID, wanted: DemoPrices) -> None:
    rows = await tx.connection.fetch(BY_SKU, catalog_id, list(wanted.skus))
    prices = [
        WantedPrice(variant_id=row["id"], price_minor=wanted.skus[row["sku"]]) for row in rows
    ]
    await set_store_prices(tx, store_id=store_id, body=Bulk(list(prices)), query=ALL_OR_NONE)
