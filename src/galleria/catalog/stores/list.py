"""Reads: what a store chose of what it sells."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.tx import ReadTx
from galleria.catalog.list import read_store_catalog
from galleria.catalog.queries import BEFORE_ALL
from galleria.catalog.stores.list_queries import (
    Exclusion,
    StorePrice,
    StoreWindow,
    exclusions_after,
    prices_after,
    windows_after,
)


class ChoicePosition(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


async def list_exclusions(tx: ReadTx, *, store_id: UUID, query: PageQuery) -> Page[Exclusion]:
    """Return what the store does not sell, oldest first; NotFound (store). 2 statements."""
    await read_store_catalog(tx, store_id=store_id)
    rows = await exclusions_after(
        tx, store_id=store_id, after=_after(query), rows_max=query.limit + 1
    )
    return page(rows, query.limit, _exclusion)


async def list_store_prices(tx: ReadTx, *, store_id: UUID, query: PageQuery) -> Page[StorePrice]:
    """Return the store's own prices, oldest variant first; NotFound (store). 2 statements."""
    await read_store_catalog(tx, store_id=store_id)
    rows = await prices_after(tx, store_id=store_id, after=_after(query), rows_max=query.limit + 1)
    return page(rows, query.limit, _variant)


async def list_store_windows(tx: ReadTx, *, store_id: UUID, query: PageQuery) -> Page[StoreWindow]:
    """Return when the store sells what, oldest product first; NotFound (store). 2 statements."""
    await read_store_catalog(tx, store_id=store_id)
    rows = await windows_after(tx, store_id=store_id, after=_after(query), rows_max=query.limit + 1)
    return page(rows, query.limit, _product)


def _after(query: PageQuery) -> UUID:
    position = query.after(ChoicePosition)
    return position.after if position else BEFORE_ALL


def _exclusion(row: Exclusion) -> ChoicePosition:
    return ChoicePosition(row.exclusion_id)


def _variant(row: StorePrice) -> ChoicePosition:
    return ChoicePosition(row.variant_id)


def _product(row: StoreWindow) -> ChoicePosition:
    return ChoicePosition(row.product_id)
