"""Say that orders are being packed."""

from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.orders.details import OrderDetails
from galleria.orders.life import Life, Move, expected, locked, move, only
from galleria.orders.life_events import OrderProcessing
from galleria.orders.read import read_order
from galleria.orders.transitions import illegal, order_events


class Starting(Struct, frozen=True):
    """An order to begin with, if it still is in that version (None: in any)."""

    order_id: UUID
    version: int | None = None


async def start_processing(tx: Tx, *, order_id: UUID, if_match: int | None = None) -> OrderDetails:
    """Say that somebody packs the order. Refusals: NotFound, Stale, IllegalTransition."""
    only(await start_processing_orders(tx, [Starting(order_id, if_match)]))
    return await read_order(tx, order_id=order_id)


async def start_processing_orders(tx: Tx, wanted: list[Starting]) -> list[Life | Refusal]:
    """Begin with those that can be; each order once in the list. 4 statements, any number."""
    found = await locked(tx, [it.order_id for it in wanted])
    decided = [_decided(found.get(it.order_id), it) for it in wanted]
    if lives := [it for it in decided if isinstance(it, Life)]:
        await move(tx, [Move(life.head.order_id, "processing") for life in lives])
        await record(
            tx,
            [
                OrderProcessing(life.head.order_id, life.head.store_id, life.head.number)
                for life in lives
            ],
        )
    return decided


def _decided(life: Life | None, wanted: Starting) -> Life | Refusal:
    try:
        life = expected(life, wanted.version)
        life.after("process")
        if life.is_holding or life.is_handed_over:
            raise _refusal(life)
    except Refusal as refusal:
        return refusal
    return life


def _refusal(life: Life) -> Refusal:
    state = life.head.state
    why = "It waits for its payment." if life.is_holding else "It was handed over at the till."
    allowed = [event for event in order_events(state) if event != "process"]
    return illegal("order", state, "process", allowed, why)
