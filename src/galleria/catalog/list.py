"""Reads: an organization's catalogs, and what its stores sell."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.queries import (
    BEFORE_ALL,
    Catalog,
    StoreCatalog,
    catalogs_after,
    find_catalog,
    find_store_catalog,
)


class CatalogPosition(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


async def list_catalogs(tx: ReadTx, *, query: PageQuery) -> Page[Catalog]:
    """Return the organization's catalogs, oldest first."""
    position = query.after(CatalogPosition)
    after = position.after if position else BEFORE_ALL
    rows = await catalogs_after(tx, after=after, rows_max=query.limit + 1)
    return page(rows, query.limit, _position)


async def read_catalog(tx: ReadTx, *, catalog_id: UUID) -> Catalog:
    """Return one catalog; NotFound."""
    catalog = await find_catalog(tx, catalog_id=catalog_id)
    if catalog is None:
        raise NotFound()
    return catalog


async def read_store_catalog(tx: ReadTx, *, store_id: UUID) -> StoreCatalog:
    """Return which catalog the store sells; NotFound when there is no such store."""
    choice = await find_store_catalog(tx, store_id=store_id)
    if choice is None:
        raise NotFound()
    return choice


def _position(catalog: Catalog) -> CatalogPosition:
    return CatalogPosition(catalog.catalog_id)
