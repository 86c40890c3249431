"""Reads: a catalog's products, by name or newest first, all or those of a category."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.money import PriceMinor
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.fields import ProductKind, ProductStatus
from galleria.catalog.list import read_catalog
from galleria.catalog.products.barcodes import one_spelling
from galleria.catalog.products.beginnings import beginnings
from galleria.catalog.products.list_queries import (
    ListedProduct,
    find_product,
    product_of_codes,
    products_by_name,
    products_by_newest,
)
from galleria.catalog.products.placed_queries import (
    placed_products_by_name,
    placed_products_by_newest,
)
from galleria.catalog.products.product import Product, product_of
from galleria.catalog.queries import BEFORE_ALL

AFTER_ALL = UUID(int=2**128 - 1)


class ProductQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Every filter given must hold; a price is one of any of the product's variants.

    A key or a code is given as it is written, capitals and all.
    """

    sort: Annotated[Literal["name", "newest"], Meta(description="Which come first.")] = "name"
    category_id: (
        Annotated[UUID, Meta(description="In this category, as one of several.")] | None
    ) = None
    subtree: Annotated[bool, Meta(description="Or in one that is below it.")] = False
    name: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=300,
                description="How its name begins: as written, in either case, or capitalised.",
                examples=["flat"],
            ),
        ]
        | None
    ) = None
    external_key: Annotated[str, Meta(max_length=255)] | None = None
    sku: Annotated[str, Meta(max_length=100, description="One of its variants'.")] | None = None
    barcode: (
        Annotated[str, Meta(max_length=64, description="Main or further, of one of its variants.")]
        | None
    ) = None
    brand: Annotated[str, Meta(max_length=200)] | None = None
    tag: Annotated[str, Meta(max_length=100)] | None = None
    status: ProductStatus | None = None
    kind: ProductKind | None = None
    price_min_minor: PriceMinor | None = None
    price_max_minor: PriceMinor | None = None


class NamePosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page by name ended."""

    name: str
    after: UUID


class NewestPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of the newest ended."""

    before: UUID


async def list_products(tx: ReadTx, *, catalog_id: UUID, query: ProductQuery) -> Page[Product]:
    """Return a page of products; NotFound (catalog). 2 statements, 3 to find one by its codes.

    By the beginnings of names, at most 6: they are looked for one after the other.
    """
    await read_catalog(tx, catalog_id=catalog_id)
    if codes := _codes(query):
        return Page(await _with_codes(tx, catalog_id, query, codes), None)
    by_name = query.sort == "name"
    rows = await (_by_name if by_name else _by_newest)(tx, catalog_id, query)
    return page([product_of(row) for row in rows], query.limit, _name if by_name else _newest)


async def read_product(tx: ReadTx, *, catalog_id: UUID, product_id: UUID) -> Product:
    """Return one product; NotFound."""
    row = await find_product(tx, catalog_id=catalog_id, product_id=product_id)
    if row is None:
        raise NotFound()
    return product_of(row)


async def _with_codes(
    tx: ReadTx, catalog_id: UUID, query: ProductQuery, codes: dict[str, str | None]
) -> list[Product]:
    """Find the one product that has these codes, by their indexes; the filters decide on it."""
    given = sum(code is not None for code in codes.values())
    found = await product_of_codes(tx, catalog_id=catalog_id, **codes, codes_count=given)
    if found is None:
        return []
    rows = await _newest_within(tx, catalog_id, query, found, UUID(int=found.int + 1))
    return [product_of(row) for row in rows]


def _codes(query: ProductQuery) -> dict[str, str | None]:
    """Return the codes that were asked for; empty when none was."""
    barcode = None if query.barcode is None else one_spelling(query.barcode)
    codes = {"external_key": query.external_key, "sku": query.sku, "barcode": barcode}
    return codes if any(code is not None for code in codes.values()) else {}


async def _by_name(tx: ReadTx, catalog_id: UUID, query: ProductQuery) -> list[ListedProduct]:
    position = query.after(NamePosition) or NamePosition("", BEFORE_ALL)
    wanted = {"catalog_id": catalog_id, "name": position.name, "after": position.after}
    if query.category_id is not None:
        place = {**_place(query), **_filters(query)}
        return await placed_products_by_name(tx, **wanted, **_beginnings(query), **place)
    if query.name is None:
        return await products_by_name(tx, **wanted, beginning="", **_filters(query))
    return await _by_beginning(tx, catalog_id, query, beginnings(query.name), position)


async def _by_beginning(
    tx: ReadTx, catalog_id: UUID, query: ProductQuery, ways: list[str], position: NamePosition
) -> list[ListedProduct]:
    """Look for each way apart, for each is a range of the index; a page may end in any of them."""
    reached = next((at for at, way in enumerate(ways) if position.name.startswith(way)), 0)
    rows: list[ListedProduct] = []
    for way in ways[reached:]:
        # From the way itself on: from further back, the index would be walked up to it.
        begin = position if position.name.startswith(way) else NamePosition(way, BEFORE_ALL)
        wanted = {"catalog_id": catalog_id, "name": begin.name, "after": begin.after}
        filters: dict[str, Any] = {**_filters(query), "rows_max": query.limit + 1 - len(rows)}
        rows += await products_by_name(tx, **wanted, beginning=way, **filters)
        if len(rows) > query.limit:
            break
    return rows


async def _by_newest(tx: ReadTx, catalog_id: UUID, query: ProductQuery) -> list[ListedProduct]:
    position = query.after(NewestPosition) or NewestPosition(AFTER_ALL)
    return await _newest_within(tx, catalog_id, query, BEFORE_ALL, position.before)


async def _newest_within(
    tx: ReadTx, catalog_id: UUID, query: ProductQuery, not_before: UUID, before: UUID
) -> list[ListedProduct]:
    wanted: dict[str, Any] = {"catalog_id": catalog_id, "before": before, "not_before": not_before}
    wanted |= _beginnings(query)
    if query.category_id is None:
        return await products_by_newest(tx, **wanted, **_filters(query))
    return await placed_products_by_newest(tx, **wanted, **_place(query), **_filters(query))


def _place(query: ProductQuery) -> dict[str, Any]:
    return {"category_id": query.category_id, "subtree": query.subtree}


def _beginnings(query: ProductQuery) -> dict[str, Any]:
    return {"beginnings": None if query.name is None else beginnings(query.name)}


def _filters(query: ProductQuery) -> dict[str, Any]:
    return {
        "brand": query.brand,
        "tag": query.tag,
        "status": query.status,
        "kind": query.kind,
        "price_min_minor": query.price_min_minor,
        "price_max_minor": query.price_max_minor,
        "rows_max": query.limit + 1,
    }


def _name(product: Product) -> NamePosition:
    return NamePosition(product.name, product.product_id)


def _newest(product: Product) -> NewestPosition:
    return NewestPosition(product.product_id)
