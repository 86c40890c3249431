"""Shoppers' reads: one statement each."""

import re
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.categories.list import SORT_FIRST
from galleria.catalog.categories.tree import depth_first
from galleria.catalog.products.media import Media
from galleria.catalog.products.rows import Option
from galleria.catalog.queries import BEFORE_ALL
from galleria.catalog.shop.list_queries import shop_products_below, shop_products_in
from galleria.catalog.shop.queries import (
    Shop,
    ShopCategoryRow,
    ShopProductRow,
    shop_categories,
    shop_product,
    shop_store,
)

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class ShopProductQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Products come in the order of the menu: by sort order, then by name."""

    subtree: Annotated[
        bool, Meta(description="Those of the categories below it, too, as one list.")
    ] = False


class ShopPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    sort_order: int
    name: str
    after: UUID


class ShopCategory(Struct, frozen=True):
    """`depth` is 0 at the top level."""

    category_id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    depth: int


class ShopCategories(Struct, frozen=True):
    """Every visible category, each right before all that is below it, in the menu's order."""

    items: list[ShopCategory]


class ShopVariant(Struct, frozen=True):
    """One thing to buy; a value for each option of the product."""

    variant_id: UUID
    option_values: list[str]
    sku: str | None
    barcode: str | None
    price_minor: int
    currency: str


class ShopProduct(Struct, frozen=True):
    """A product as shoppers see it; only what can be bought of it."""

    product_id: UUID
    category_id: UUID | None
    name: str
    slug: str
    description: str
    brand: str | None
    options: list[Option]
    variants: list[ShopVariant]
    attributes: Raw
    media: list[Media]
    sort_order: int


async def read_shop(tx: ReadTx) -> Shop:
    """Return the shop; NotFound unless it is active."""
    shop = await shop_store(tx, store_id=_store_id(tx))
    if shop is None:
        raise NotFound()
    return shop


async def read_shop_categories(tx: ReadTx) -> ShopCategories:
    """Return the shop's category tree; NotFound unless the shop is active."""
    rows = await shop_categories(tx, store_id=_store_id(tx))
    if not rows:
        raise NotFound()
    nodes = {row.category_id: row for row in rows if row.category_id is not None}
    parents = {node: row.parent_id for node, row in nodes.items()}
    return ShopCategories([_category(row, depth) for row, depth in depth_first(nodes, parents)])


async def list_shop_products(
    tx: ReadTx, *, category: str, query: ShopProductQuery
) -> Page[ShopProduct]:
    """Return a page of a category's products, by its id or slug; NotFound.

    Right in the category; with `subtree`, in all that is below it, too.
    """
    position = query.after(ShopPosition) or ShopPosition(SORT_FIRST, "", BEFORE_ALL)
    category_id, slug = _id_or_slug(category)
    rows = await (shop_products_below if query.subtree else shop_products_in)(
        tx,
        store_id=_store_id(tx),
        category_id=category_id,
        slug=slug,
        sort_order=position.sort_order,
        name=position.name,
        after=position.after,
        rows_max=query.limit + 1,
    )
    if not rows:
        raise NotFound()
    return page([_product(row) for row in rows if row.product_id], query.limit, _position)


async def read_shop_product(tx: ReadTx, *, product: str) -> ShopProduct:
    """Return a product, by its id or slug; NotFound."""
    product_id, slug = _id_or_slug(product)
    row = await shop_product(tx, store_id=_store_id(tx), product_id=product_id, slug=slug)
    if row is None:
        raise NotFound()
    return _product(row)


def _store_id(tx: ReadTx) -> UUID:
    if tx.context.store_id is None:
        raise NotFound()
    return tx.context.store_id


def _id_or_slug(text: str) -> tuple[UUID | None, str | None]:
    # What looks like an id is one: a slug in that very shape is reachable by its id alone.
    return (UUID(text), None) if _ID.fullmatch(text) else (None, text)


def _category(row: ShopCategoryRow, depth: int) -> ShopCategory:
    assert row.category_id is not None
    return ShopCategory(
        row.category_id,
        row.parent_id,
        row.name,
        row.slug,
        row.description,
        row.colour,
        row.icon,
        row.image_url,
        depth,
    )


def _product(row: ShopProductRow) -> ShopProduct:
    assert row.product_id is not None
    return ShopProduct(
        product_id=row.product_id,
        category_id=row.category_id,
        name=row.name,
        slug=row.slug,
        description=row.description,
        brand=row.brand,
        options=msgspec.json.decode(row.options, type=list[Option]),
        variants=msgspec.json.decode(row.variants, type=list[ShopVariant]),
        attributes=row.attributes,
        media=msgspec.json.decode(row.media, type=list[Media]),
        sort_order=row.sort_order,
    )


def _position(product: ShopProduct) -> ShopPosition:
    return ShopPosition(product.sort_order, product.name, product.product_id)
