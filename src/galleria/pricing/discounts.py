"""Discounts for those who know their code: a share or an amount off what the lines cost."""

from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import UNSET, Struct, UnsetType

from galleria.base.ids import new_id
from galleria.base.money import PriceMinor, currency_errors
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.pricing.discount_queries import (
    Discount,
    delete_discount_row,
    discounts_after,
    find_discount,
    insert_discount,
    lock_discount,
    update_discount,
)
from galleria.pricing.events import DiscountCreated, DiscountDeleted, DiscountUpdated
from galleria.pricing.fields import AmountMinor, DiscountCode, Name, SharePpm
from galleria.pricing.patches import expected, patched
from galleria.pricing.store_terms_queries import find_terms


class NewDiscount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of `rate_ppm` and `amount_minor`, the latter with its currency.

    `store_id` null: in every store. It applies from `lines_min_minor` on, from `starts_at` until
    `ends_at`.
    """

    code: DiscountCode
    name: Name
    store_id: UUID | None = None
    rate_ppm: SharePpm | None = None
    amount_minor: AmountMinor | None = None
    currency: str | None = None
    lines_min_minor: PriceMinor = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


class DiscountChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. What it gives cannot be changed: make another."""

    name: Name | UnsetType = UNSET
    lines_min_minor: PriceMinor | UnsetType = UNSET
    starts_at: datetime | UnsetType | None = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class DiscountPosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    code: str


async def list_discounts(tx: ReadTx, *, query: PageQuery) -> Page[Discount]:
    """Return the organization's discounts by their code."""
    start = query.after(DiscountPosition) or DiscountPosition("")
    rows = await discounts_after(tx, code=start.code, rows_max=query.limit + 1)
    return page(rows, query.limit, _position)


async def read_discount(tx: ReadTx, *, discount_id: UUID) -> Discount:
    """Return one discount; NotFound."""
    discount = await find_discount(tx, discount_id=discount_id)
    if discount is None:
        raise NotFound()
    return discount


async def create_discount(tx: Tx, *, body: NewDiscount) -> Discount:
    """Create the discount; `Invalid` names every wrong field, a code in use among them."""
    errors = _errors(body)
    if body.store_id is not None and await find_terms(tx, store_id=body.store_id) is None:
        errors.append(FieldError("/store_id", "not_found", "There is no such store."))
    if errors:
        raise Invalid(errors=errors)
    try:
        discount = await insert_discount(
            tx,
            discount_id=new_id(),
            store_id=body.store_id,
            code=body.code,
            name=body.name,
            kind="percent" if body.amount_minor is None else "amount",
            rate_ppm=body.rate_ppm,
            amount_minor=body.amount_minor,
            currency=body.currency,
            lines_min_minor=body.lines_min_minor,
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            is_active=body.is_active,
            now=tx.context.now,
        )
    except asyncpg.UniqueViolationError:
        detail = f"Another discount has the code {body.code!r}."
        raise Invalid(errors=[FieldError("/code", "taken", detail)]) from None
    await record(tx, [DiscountCreated(discount.discount_id, discount.code)])
    return discount


async def change_discount(
    tx: Tx, *, discount_id: UUID, body: DiscountChanges, if_match: int
) -> Discount:
    """Change the discount from the next order on; NotFound, Stale, `Invalid`."""
    before = expected(await lock_discount(tx, discount_id=discount_id), if_match)
    after, changed = patched(before, body)
    if errors := _window_errors(after.starts_at, after.ends_at):
        raise Invalid(errors=errors)
    if not changed:
        return before
    discount = await update_discount(
        tx,
        discount_id=discount_id,
        name=after.name,
        lines_min_minor=after.lines_min_minor,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        is_active=after.is_active,
        now=tx.context.now,
    )
    updated = DiscountUpdated(discount_id, discount.code, changed, discount.version)
    await record(tx, [updated])
    return discount


async def delete_discount(tx: Tx, *, discount_id: UUID, if_match: int) -> None:
    """Delete the discount; what was ordered with it keeps it. NotFound or Stale."""
    there = expected(await lock_discount(tx, discount_id=discount_id), if_match)
    await delete_discount_row(tx, discount_id=discount_id)
    await record(tx, [DiscountDeleted(discount_id, there.code)])


def _errors(body: NewDiscount) -> list[FieldError]:
    errors = _window_errors(body.starts_at, body.ends_at)
    if (body.rate_ppm is None) == (body.amount_minor is None):
        errors.append(FieldError("/rate_ppm", "one_of", "One of rate_ppm and amount_minor."))
    if (body.amount_minor is None) != (body.currency is None):
        errors.append(FieldError("/currency", "one_of", "An amount has a currency, a rate none."))
    elif body.currency is not None:
        errors += currency_errors(body.currency, "/currency")
    return errors


def _window_errors(starts_at: datetime | None, ends_at: datetime | None) -> list[FieldError]:
    errors = [
        FieldError(f"/{name}", "time_zone", "Say its offset from UTC.")
        for name, at in (("starts_at", starts_at), ("ends_at", ends_at))
        if at is not None and at.tzinfo is None
    ]
    if not errors and starts_at is not None and ends_at is not None and ends_at <= starts_at:
        errors.append(FieldError("/ends_at", "range", "It ends before it starts."))
    return errors


def _position(discount: Discount) -> DiscountPosition:
    return DiscountPosition(discount.code)
