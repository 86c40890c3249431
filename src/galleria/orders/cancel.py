"""Cancel orders: what they hold is released, what they took is given back, who paid is refunded."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.orders.details import OrderDetails
from galleria.orders.life import Life, Move, expected, locked, move, only, portions_of
from galleria.orders.life_events import OrderCancelled, ordered
from galleria.orders.notices import OrdersCancelled
from galleria.orders.read import read_order
from galleria.orders.transitions import illegal, order_events
from galleria.stock import (
    GivenBack,
    HoldsExpiring,
    expired_orders,
    give_back,
    lock_shelf,
    release_holds,
)

EXPIRED = "payment_expired"

Reason = Annotated[str, Meta(max_length=500, examples=["The customer changed their mind."])]


class Cancel(Struct, frozen=True, forbid_unknown_fields=True):
    """Why; nobody needs a reason."""

    reason: Reason = ""


NO_REASON = Cancel()


class Cancellation(Struct, frozen=True):
    """An order to be cancelled, if it still is in that version (None: in any)."""

    order_id: UUID
    reason: str
    version: int | None = None


async def cancel_order(
    tx: Tx, *, order_id: UUID, body: Cancel = NO_REASON, if_match: int | None = None
) -> OrderDetails:
    """Cancel an order of which nothing was shipped: it ends, its units can be sold again.

    What was paid is given back. Refusals: NotFound, Stale, IllegalTransition.
    """
    only(await cancel_orders(tx, [Cancellation(order_id, body.reason, if_match)]))
    return await read_order(tx, order_id=order_id)


async def cancel_orders(tx: Tx, wanted: list[Cancellation]) -> list[Life | Refusal]:
    """Cancel those that can be; each order once in the list. A fixed number of statements.

    Returned is each as it was before, or why it was not cancelled.
    """
    found = await locked(tx, [it.order_id for it in wanted])
    decided = [_decided(found.get(it.order_id), it) for it in wanted]
    reasons = {it.order_id: it.reason for it in wanted}
    lives = [it for it in decided if isinstance(it, Life)]
    if lives:
        await _end(tx, lives, reasons)
        await _put_back(tx, lives, reasons)
    return decided


async def cancel_expired(tx: Tx, notice: HoldsExpiring) -> None:
    """Cancel orders that nobody paid in time; a reaction. Their holds are released by who tells.

    Not those that were given longer while their lock was waited for.
    """
    found = await locked(tx, notice.order_ids)
    expired = set(await expired_orders(tx, order_ids=list(found)))
    late = [it for order_id, it in found.items() if it.is_holding and order_id in expired]
    if late:
        await _end(tx, late, {it.head.order_id: EXPIRED for it in late})


def _decided(life: Life | None, wanted: Cancellation) -> Life | Refusal:
    try:
        life = expected(life, wanted.version)
        life.after("cancel")
        _refuse_moved(life)
    except Refusal as refusal:
        return refusal
    return life


def _refuse_moved(life: Life) -> None:
    """Refuse an order of which something left or came back: that is a matter of returns."""
    if any(line.shipped_units for line in life.lines):
        why = "Some of it was shipped: return that, or cancel its fulfilment first."
    elif any(line.returned_units for line in life.lines):
        why = "Some of it came back: return the rest."
    else:
        return
    state = life.head.state
    allowed = [event for event in order_events(state) if event != "cancel"]
    raise illegal("order", state, "cancel", allowed, why)


async def _end(tx: Tx, lives: list[Life], reasons: dict[UUID, str]) -> None:
    order_ids = [life.head.order_id for life in lives]
    await move(tx, [Move(order_id, "cancelled", reasons[order_id]) for order_id in order_ids])
    await record(tx, [_event(life, reasons[life.head.order_id]) for life in lives])
    # Payments are locked before stock.
    await tell(tx, OrdersCancelled(order_ids))


def _event(life: Life, reason: str) -> OrderCancelled:
    head = life.head
    return OrderCancelled(
        head.order_id,
        head.store_id,
        head.number,
        head.state,
        reason,
        head.currency,
        head.total_minor,
        ordered(life.lines),
    )


async def _put_back(tx: Tx, lives: list[Life], reasons: dict[UUID, str]) -> None:
    if len({life.is_holding for life in lives}) > 1:
        # All at once, in the order of stock: what is held first and what was sold after it is no
        # order, and somebody who locks both waits for us while we wait for them.
        portions = [it for life in lives for line in life.lines for it in portions_of(line)]
        await lock_shelf(tx, [it.variant_id for it in portions])
    if held := [life.head.order_id for life in lives if life.is_holding]:
        await release_holds(tx, order_ids=held)
    await give_back(
        tx,
        [
            GivenBack(
                order_id=life.head.order_id,
                line_no=line.line_no,
                variant_id=portion.variant_id,
                location_id=portion.location_id,
                units=portion.units,
                kind="sell",
                reason=f"order cancelled: {reasons[life.head.order_id]}".removesuffix(": ")[:500],
                actor=tx.context.actor,
                request_id=tx.context.request_id,
            )
            for life in lives
            if not life.is_holding
            for line in life.lines
            for portion in portions_of(line)
        ],
    )
