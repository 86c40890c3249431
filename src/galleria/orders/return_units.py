"""Take units back: they are sold again or written off, and the customer gets what was paid."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.ids import new_id
from galleria.base.money import PriceMinor
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.orders.cancel import Reason
from galleria.orders.details import OrderDetails, Outcome
from galleria.orders.life import Life, Move, locked_one, move, portions_of
from galleria.orders.life_events import OrderUnitsReturned, ReturnedUnits
from galleria.orders.life_queries import LineRow
from galleria.orders.notices import OrderReturned
from galleria.orders.read import read_order
from galleria.orders.return_queries import insert_return, known_locations
from galleria.orders.return_rules import amounts_of, units_out, worths
from galleria.orders.sale import LINES_MAX
from galleria.orders.units import LineNo, Units, refuse_too_many, refuse_wrong_lines
from galleria.stock import GivenBack, give_back


class ReturnLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of a line that came back; without a location, to where they were sold from."""

    line_no: LineNo
    units: Units
    outcome: Outcome = "restock"
    location_id: UUID | None = None


class NewReturn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came back. `amount_minor` is what the customer gets, when it is less than was paid."""

    lines: Annotated[list[ReturnLine], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Reason = ""
    amount_minor: PriceMinor | None = None


class Returning(Struct, frozen=True):
    """A return about to be written."""

    life: Life
    return_id: UUID
    body: NewReturn
    amounts: list[int]
    is_complete: bool


async def return_units(
    tx: Tx, *, order_id: UUID, body: NewReturn, if_match: int | None = None
) -> OrderDetails:
    """Take units back that were shipped or handed over; the order is returned when all are back.

    Refusals: NotFound, Stale, Invalid (lines, locations, an amount above what was paid for the
    units), TooManyUnits, IllegalTransition.
    """
    life = await locked_one(tx, order_id, if_match)
    life.after("return_part")
    lines = {line.line_no: line for line in life.lines}
    refuse_wrong_lines(body.lines, lines)
    _refuse_twice(body.lines)
    await _refuse_unknown_locations(tx, body.lines)
    refuse_too_many(
        body.lines, lines, lambda line: units_out(life, line), what="are with the customer"
    )
    amounts = amounts_of(life, worths(body.lines, lines), body.amount_minor)
    returning = Returning(life, new_id(), body, amounts, _is_all(life, body.lines))
    await _write(tx, returning)
    if amount_minor := sum(amounts):
        # Payments are locked before stock.
        await tell(tx, OrderReturned(order_id, returning.return_id, amount_minor, body.reason))
    await give_back(tx, [row for line in body.lines for row in _given_back(tx, life, line, lines)])
    return await read_order(tx, order_id=order_id)


async def _write(tx: Tx, it: Returning) -> None:
    head, rows = it.life.head, it.body.lines
    await insert_return(
        tx,
        return_id=it.return_id,
        order_id=head.order_id,
        reason=it.body.reason,
        amount_minor=sum(it.amounts),
        line_nos=[row.line_no for row in rows],
        units=[row.units for row in rows],
        outcomes=[row.outcome for row in rows],
        location_ids=[row.location_id for row in rows],
        amounts_minor=it.amounts,
    )
    state = it.life.after("return" if it.is_complete else "return_part")
    await move(tx, [Move(head.order_id, state)])
    await record(tx, [_event(it)])


def _refuse_twice(rows: list[ReturnLine]) -> None:
    seen: set[tuple[int, Outcome]] = set()
    errors: list[FieldError] = []
    for at, row in enumerate(rows):
        if (row.line_no, row.outcome) in seen:
            detail = f"Line {row.line_no} is to {row.outcome} in another row: sum them."
            errors.append(FieldError(f"/lines/{at}", "repeated", detail))
        seen.add((row.line_no, row.outcome))
    if errors:
        raise Invalid(errors=errors)


async def _refuse_unknown_locations(tx: Tx, rows: list[ReturnLine]) -> None:
    named = [row.location_id for row in rows if row.location_id is not None]
    known = set(await known_locations(tx, location_ids=named)) if named else set[UUID]()
    errors = [
        FieldError(f"/lines/{at}/location_id", "unknown", "There is no such location.")
        for at, row in enumerate(rows)
        if row.location_id is not None and row.location_id not in known
    ]
    if errors:
        raise Invalid(errors=errors)


def _is_all(life: Life, rows: list[ReturnLine]) -> bool:
    back = {line.line_no: line.returned_units for line in life.lines}
    for row in rows:
        back[row.line_no] += row.units
    return all(back[line.line_no] == line.units for line in life.lines)


def _given_back(tx: Tx, life: Life, row: ReturnLine, lines: dict[int, LineRow]) -> list[GivenBack]:
    """Return what comes back into stock: of a bundle its parts, of what is not counted nothing."""
    line = lines[row.line_no]
    sold: dict[UUID, int] = {}
    home: dict[UUID, UUID] = {}
    for portion in portions_of(line):
        sold[portion.variant_id] = sold.get(portion.variant_id, 0) + portion.units
        home.setdefault(portion.variant_id, portion.location_id)
    return [
        GivenBack(
            order_id=life.head.order_id,
            line_no=row.line_no,
            variant_id=variant_id,
            location_id=row.location_id or home[variant_id],
            units=units // line.units * row.units,
            kind="return",
            reason=f"order returned: {row.outcome}",
            actor=tx.context.actor,
            request_id=tx.context.request_id,
            is_written_off=row.outcome == "write_off",
        )
        for variant_id, units in sold.items()
    ]


def _event(it: Returning) -> OrderUnitsReturned:
    head = it.life.head
    lines = {line.line_no: line for line in it.life.lines}
    return OrderUnitsReturned(
        head.order_id,
        head.store_id,
        head.number,
        it.return_id,
        it.body.reason,
        head.currency,
        sum(it.amounts),
        [
            ReturnedUnits(
                row.line_no,
                lines[row.line_no].product_id,
                lines[row.line_no].variant_id,
                row.units,
                row.outcome,
                amount,
            )
            for row, amount in zip(it.body.lines, it.amounts, strict=True)
        ],
        it.is_complete,
    )
