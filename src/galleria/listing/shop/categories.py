"""The shop's category tree, and a category's page."""

from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import Seo, depth_first
from galleria.listing.shop.category_queries import (
    ShopCategoryPageRow,
    ShopCategoryRow,
    shop_categories,
    shop_category,
)
from galleria.listing.shop.doors import ShopQuery, named, store_of
from galleria.listing.shop.rows import Alternate, Crumb, alternates, decoded
from galleria.listing.shop.smart import SmartCount, smart_counts

Counted = dict[UUID, SmartCount]
SAID = (
    "category_id", "parent_id", "kind", "name", "slug", "description", "colour", "icon",
    "image_url",
)  # fmt: skip


class ShopCategory(Struct, frozen=True):
    """`products` counts what shoppers see now in the category and in all that is below it.

    `is_estimated`: a smart category of more than about 1,200, counted in a sample. Null: one more
    smart category than 20 of those whose filter takes a search to be counted.
    """

    category_id: UUID
    parent_id: UUID | None
    kind: Literal["manual", "smart"]
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    products: int | None
    is_estimated: bool


class ShopCategoryNode(ShopCategory, frozen=True):
    """`depth` is 0 at the top level."""

    depth: int


class ShopCategories(Struct, frozen=True):
    """Every visible category, each right before all that is below it, in the menu's order."""

    locale: str
    items: list[ShopCategoryNode]


class ShopCategoryPage(ShopCategory, frozen=True):
    """A category with what its page shows beside the products.

    `breadcrumbs` lead from the top to the category itself; `children` are right below it.
    """

    locale: str
    seo: Seo
    product_order: Literal["manual", "name", "price", "-price", "newest"]
    breadcrumbs: list[Crumb]
    children: list[ShopCategory]
    alternates: list[Alternate]


class Child(Struct, frozen=True):
    """A category below another, as the statement tells it."""

    category_id: UUID
    parent_id: UUID | None
    kind: Literal["manual", "smart"]
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    products: int | None
    searched: str | None


async def read_shop_categories(tx: ReadTx, *, query: ShopQuery) -> ShopCategories:
    """Return the shop's category tree; NotFound unless the shop is active.

    1 statement, 2 where smart categories take a search to be counted.
    """
    rows = await shop_categories(tx, store_id=store_of(tx), locale=query.locale, now=tx.context.now)
    if not rows:
        raise NotFound()
    nodes = {row.category_id: row for row in rows if row.category_id is not None}
    parents = {node: row.parent_id for node, row in nodes.items()}
    ordered = depth_first(nodes, parents)
    catalog_id, locale = rows[0].catalog_id, rows[0].locale
    filters = {key: row.searched for key, row in nodes.items() if row.searched is not None}
    counted = await smart_counts(tx, catalog_id=catalog_id, locale=locale, filters=filters)
    items = [_node(row, depth, counted) for row, depth in ordered]
    return ShopCategories(locale, items)


async def read_shop_category(tx: ReadTx, *, category: str, query: ShopQuery) -> ShopCategoryPage:
    """Return a category's page, by its id or slug; NotFound. 1 statement, or 2 as for the tree."""
    wanted = named(category)
    row = await shop_category(
        tx,
        store_id=store_of(tx),
        locale=query.locale,
        category_id=wanted.id,
        slug=wanted.slug,
        now=tx.context.now,
    )
    if row is None:
        raise NotFound()
    children = decoded(row.children, list[Child])
    every = [row, *children]
    filters = {one.category_id: one.searched for one in every if one.searched is not None}
    counted = await smart_counts(tx, catalog_id=row.catalog_id, locale=row.locale, filters=filters)
    return ShopCategoryPage(
        **_told(row, counted),
        locale=row.locale,
        seo=decoded(row.seo, Seo),
        product_order=row.product_order,
        breadcrumbs=decoded(row.breadcrumbs, list[Crumb]),
        children=[ShopCategory(**_told(child, counted)) for child in children],
        alternates=alternates(row.slugs),
    )


def _node(row: ShopCategoryRow, depth: int, counted: Counted) -> ShopCategoryNode:
    return ShopCategoryNode(**_told(row, counted), depth=depth)


def _told(row: ShopCategoryRow | ShopCategoryPageRow | Child, counted: Counted) -> dict[str, Any]:
    assert row.category_id is not None
    smart = counted.get(row.category_id, SmartCount(row.products, is_estimated=False))
    own = {name: getattr(row, name) for name in SAID}
    return {**own, "products": smart.products, "is_estimated": smart.is_estimated}
