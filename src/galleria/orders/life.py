"""An order under its lock, and how it moves from state to state: always by the table."""

from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.refusals import NotFound, Refusal, Stale
from galleria.base.tx import Tx
from galleria.orders.life_queries import LineRow, lines_of_orders, lock_orders, move_orders
from galleria.orders.rows import OrderHead, OrderLine
from galleria.orders.transitions import OrderEvent, OrderState, order_after
from galleria.stock import Portion

T = TypeVar("T")
_PORTIONS = msgspec.json.Decoder(list[Portion])


class Life(Struct, frozen=True):
    """An order that nobody else changes until this transaction ends.

    `lines` are those it has, `removed` those that an edit took out.
    """

    head: OrderHead
    lines: list[LineRow]
    removed: list[LineRow]

    def after(self, event: OrderEvent) -> OrderState:
        """Return the state that the event brings it to; IllegalTransition."""
        return order_after(self.head.state, event)

    @property
    def is_holding(self) -> bool:
        """Say whether its units are held yet, and not sold."""
        return self.head.is_held and self.head.state == "pending"

    @property
    def is_handed_over(self) -> bool:
        """Say whether its buyer left with it: what is rung up at a till is shipped by nobody."""
        return self.head.source == "till"


class Move(Struct, frozen=True):
    """An order's next state."""

    order_id: UUID
    state: OrderState
    cancel_reason: str | None = None


async def locked(tx: Tx, order_ids: list[UUID]) -> dict[UUID, Life]:
    """Lock the orders that there are, in the order of their ids; 2 statements, any number."""
    heads = await lock_orders(tx, order_ids=order_ids)
    lines: dict[UUID, list[LineRow]] = {head.order_id: [] for head in heads}
    for line in await lines_of_orders(tx, order_ids=list(lines)) if lines else []:
        lines[line.order_id].append(line)
    return {
        head.order_id: Life(
            head,
            [line for line in lines[head.order_id] if not line.is_removed],
            [line for line in lines[head.order_id] if line.is_removed],
        )
        for head in heads
    }


async def locked_one(tx: Tx, order_id: UUID, if_match: int | None) -> Life:
    """Lock the order; NotFound, or Stale when it is not the version that was read."""
    found = await locked(tx, [order_id])
    return expected(found.get(order_id), if_match)


def expected(life: Life | None, version: int | None) -> Life:
    """Return the order if it is there, in the version that was read; NotFound, Stale."""
    if life is None:
        raise NotFound()
    if version is not None and version != life.head.version:
        raise Stale(version=life.head.version)
    return life


async def move(tx: Tx, moves: list[Move]) -> None:
    """Write the orders' states, each a version further: 1 statement, any number."""
    await move_orders(
        tx,
        order_ids=[it.order_id for it in moves],
        states=[it.state for it in moves],
        cancel_reasons=[it.cancel_reason for it in moves],
    )


def only(results: list[T | Refusal]) -> T:
    """Return the result of a list of one, or raise its refusal."""
    (result,) = results
    if isinstance(result, Refusal):
        raise result
    return result


def portions_of(line: OrderLine) -> list[Portion]:
    """Return from where the line's stock came; empty: it is not counted."""
    return _PORTIONS.decode(line.portions)
