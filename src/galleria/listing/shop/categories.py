"""The shop's category tree, and a category's page: 1 statement each."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import Seo, depth_first
from galleria.listing.shop.category_queries import (
    ShopCategoryRow,
    shop_categories,
    shop_category,
)
from galleria.listing.shop.doors import ShopQuery, named, store_of
from galleria.listing.shop.rows import Alternate, Crumb, alternates, decoded


class ShopCategory(Struct, frozen=True):
    """`products` counts what shoppers see now in the category and in all that is below it.

    Null: a smart category whose products are only known when they are listed.
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


async def read_shop_categories(tx: ReadTx, *, query: ShopQuery) -> ShopCategories:
    """Return the shop's category tree; NotFound unless the shop is active."""
    rows = await shop_categories(tx, store_id=store_of(tx), locale=query.locale, now=tx.context.now)
    if not rows:
        raise NotFound()
    nodes = {row.category_id: row for row in rows if row.category_id is not None}
    parents = {node: row.parent_id for node, row in nodes.items()}
    ordered = depth_first(nodes, parents)
    return ShopCategories(rows[0].locale, [_node(row, depth) for row, depth in ordered])


async def read_shop_category(tx: ReadTx, *, category: str, query: ShopQuery) -> ShopCategoryPage:
    """Return a category's page, by its id or slug; NotFound."""
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
    return ShopCategoryPage(
        category_id=row.category_id,
        parent_id=row.parent_id,
        kind=row.kind,
        name=row.name,
        slug=row.slug,
        description=row.description,
        colour=row.colour,
        icon=row.icon,
        image_url=row.image_url,
        products=row.products,
        locale=row.locale,
        seo=decoded(row.seo, Seo),
        product_order=row.product_order,
        breadcrumbs=decoded(row.breadcrumbs, list[Crumb]),
        children=decoded(row.children, list[ShopCategory]),
        alternates=alternates(row.slugs),
    )


def _node(row: ShopCategoryRow, depth: int) -> ShopCategoryNode:
    assert row.category_id is not None
    return ShopCategoryNode(
        row.category_id,
        row.parent_id,
        row.kind,
        row.name,
        row.slug,
        row.description,
        row.colour,
        row.icon,
        row.image_url,
        row.products,
        depth,
    )
