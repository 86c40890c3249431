"""Reads: what is where, how each number came about, and how variants are sold without stock."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.stock.fields import Sku
from galleria.stock.policies.queries import ListedPolicy, Policy, policies_after, policies_of
from galleria.stock.reads.queries import (
    LedgerLine,
    LiveHold,
    Stock,
    find_balance,
    find_stock,
    holds_after,
    movements_before,
    stock_after,
    variant_is_there,
    variants_asked_for,
)

BEFORE_ALL = UUID(int=0)


class StockQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Narrows a list of stock; all that is said must be true."""

    location_id: UUID | None = None
    variant_id: UUID | None = None
    product_id: UUID | None = None
    sku: Sku | None = None
    is_low: Annotated[bool, Meta(description="Only what is at its alert or below.")] = False
    is_out: Annotated[
        bool,
        Meta(description="Only where none is free; also what is tracked and never had any stock."),
    ] = False
    is_owed: Annotated[bool, Meta(description="Only where units are owed.")] = False


class StockPosition(Struct, frozen=True):
    """Where a page of stock ended."""

    variant_id: UUID
    location_id: UUID


class Position(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


class LedgerPosition(Struct, frozen=True):
    """Where a page of the ledger ended, and what it summed to before its last line."""

    before: UUID
    balance: int


class VariantStock(Struct, frozen=True):
    """A variant at each location; no policy: it is refused when none is free."""

    variant_id: UUID
    free_units: int
    locations: list[Stock]
    policy: Policy | None


async def list_stock(tx: ReadTx, *, query: StockQuery) -> Page[Stock]:
    """Return stock by variant and location; 1 statement, 2 when a variant or product is named."""
    variant_ids: list[UUID] | None = None
    if query.variant_id or query.product_id or query.sku is not None:
        variant_ids = await variants_asked_for(
            tx, variant_id=query.variant_id, product_id=query.product_id, sku=query.sku
        )
    position = query.after(StockPosition) or StockPosition(BEFORE_ALL, BEFORE_ALL)
    rows = await stock_after(
        tx,
        after_variant=position.variant_id,
        after_location=position.location_id,
        location_id=query.location_id,
        variant_ids=variant_ids,
        is_low=query.is_low,
        is_out=query.is_out,
        is_owed=query.is_owed,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _stock_position)


async def read_stock(tx: ReadTx, *, variant_id: UUID) -> VariantStock:
    """Return a variant's units at each location, and its policy; NotFound."""
    rows = await find_stock(tx, variant_id=variant_id)
    if not rows and not await variant_is_there(tx, variant_id=variant_id):
        raise NotFound()
    policies = await policies_of(tx, variant_ids=[variant_id])
    free_units = sum(row.free_units for row in rows)
    return VariantStock(variant_id, free_units, rows, policies[0] if policies else None)


async def list_movements(
    tx: ReadTx, *, variant_id: UUID, location_id: UUID, query: PageQuery
) -> Page[LedgerLine]:
    """Return every change of a number, newest first, each with the balance after it; NotFound.

    At the same cost however deep: the balance goes backwards from the counters.
    """
    if await find_balance(tx, variant_id=variant_id, location_id=location_id) is None:
        raise NotFound()
    position = query.after(LedgerPosition)
    rows = await movements_before(
        tx,
        variant_id=variant_id,
        location_id=location_id,
        before=position.before if position else None,
        balance=position.balance if position else None,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _ledger_position)


async def list_holds(
    tx: ReadTx, *, variant_id: UUID, location_id: UUID, query: PageQuery
) -> Page[LiveHold]:
    """Return what is set aside now, oldest first: together the held units; NotFound."""
    if await find_balance(tx, variant_id=variant_id, location_id=location_id) is None:
        raise NotFound()
    position = query.after(Position)
    rows = await holds_after(
        tx,
        variant_id=variant_id,
        location_id=location_id,
        after=position.after if position else BEFORE_ALL,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _hold_position)


async def list_policies(tx: ReadTx, *, query: PageQuery) -> Page[ListedPolicy]:
    """Return the variants that have a policy of their own."""
    position = query.after(Position)
    after = position.after if position else BEFORE_ALL
    rows = await policies_after(tx, after=after, rows_max=query.limit + 1)
    return page(rows, query.limit, _policy_position)


def _stock_position(row: Stock) -> StockPosition:
    return StockPosition(row.variant_id, row.location_id)


def _ledger_position(row: LedgerLine) -> LedgerPosition:
    return LedgerPosition(row.movement_id, row.balance_units - row.units)


def _hold_position(row: LiveHold) -> Position:
    return Position(row.hold_id)


def _policy_position(row: ListedPolicy) -> Position:
    return Position(row.variant_id)
