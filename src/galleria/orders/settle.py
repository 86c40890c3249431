"""The one way to be paid: what an order held is sold, and the order is paid.

Webhook, poller, a shopper's return and a till all end here, by way of payments.
"""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Actor
from galleria.base.tx import Tx
from galleria.engine.clock_queries import database_time
from galleria.engine.events import Event, record
from galleria.orders.events import OrderPaid
from galleria.orders.life import Life, portions_of
from galleria.orders.rows import OrderHead
from galleria.orders.settle_queries import keep_longer, mark_orders, settle_paid
from galleria.orders.transitions import (
    ORDER,
    PAYMENT,
    OrderState,
    PaymentEvent,
    PaymentState,
    order_after,
    payment_after,
)
from galleria.stock import Settling, prolong_holds, settle_holds

# Gateways keep money aside for five days or more.
SET_ASIDE = timedelta(days=5)


class Paid(Struct, frozen=True):
    """Money that came for an order, and who said so."""

    order_id: UUID
    amount_minor: int
    actor: Actor
    request_id: str


class PaymentMark(Struct, frozen=True):
    """Something that became of an order's payment, other than being captured."""

    order_id: UUID
    event: PaymentEvent
    refunded_minor: int = 0


def is_payable(life: Life) -> bool:
    """Say whether money for this order is wanted: it is neither off nor paid."""
    head = life.head
    is_open = (head.state, "pay") in ORDER and (head.payment_state, "capture") in PAYMENT
    return is_open and head.total_minor > head.paid_minor


async def settle(tx: Tx, lives: dict[UUID, Life], paid: list[Paid]) -> list[UUID]:
    """Sell what these orders hold and call them paid; return those whose holds are gone.

    The caller has locked the orders (`locked`) and found each payable; each is in the list once.
    For those returned nothing is done; the others are in `lives` as they are now. 5 statements, any
    number of orders.
    """
    gone = set(await settle_holds(tx, [_settling(lives[it.order_id], it) for it in paid]))
    done = [it for it in paid if it.order_id not in gone]
    if not done:
        return sorted(gone)
    heads = [lives[it.order_id].head for it in done]
    states: list[OrderState] = [order_after(head.state, "pay") for head in heads]
    await settle_paid(
        tx,
        order_ids=[it.order_id for it in done],
        states=states,
        payment_states=[payment_after(head.payment_state, "capture") for head in heads],
        amounts=[it.amount_minor for it in done],
    )
    facts: list[Event] = [
        _paid(head, state, it) for it, head, state in zip(done, heads, states, strict=True)
    ]
    actors, request_ids = [it.actor for it in done], [it.request_id for it in done]
    await record(tx, facts, actors=actors, request_ids=request_ids)
    for it, head, state in zip(done, heads, states, strict=True):
        paid_minor = head.paid_minor + it.amount_minor
        now = replace(head, state=state, payment_state="paid", paid_minor=paid_minor)
        lives[it.order_id] = replace(lives[it.order_id], head=now)
    return sorted(gone)


async def keep_for_capture(tx: Tx, lives: dict[UUID, Life], order_ids: list[UUID]) -> None:
    """Hold what these orders hold while their money is set aside: 3 statements, or none."""
    holding = [order_id for order_id in order_ids if lives[order_id].is_holding]
    if holding:
        until = await database_time(tx) + SET_ASIDE
        await keep_longer(tx, order_ids=holding, until=until)
        await prolong_holds(tx, holding, until=until)


async def mark_payments(tx: Tx, lives: dict[UUID, Life], marks: list[PaymentMark]) -> None:
    """Write what became of orders' payments: 1 statement, none when nothing changes.

    `lives` has them as they are afterwards. What the table does not allow is left as it is: news of
    a gateway may be late.
    """
    states: dict[UUID, PaymentState] = {}
    refunded: dict[UUID, int] = {}
    for mark in marks:
        head = lives[mark.order_id].head
        state = states.get(mark.order_id, head.payment_state)
        back_minor = head.refunded_minor + refunded.get(mark.order_id, 0) + mark.refunded_minor
        event = mark.event
        if event == "refund_part" and back_minor >= head.paid_minor:
            event = "refund"
        after = PAYMENT.get((state, event))
        if after is None or (after == state and not mark.refunded_minor):
            continue
        states[mark.order_id] = after
        refunded[mark.order_id] = refunded.get(mark.order_id, 0) + mark.refunded_minor
    if states:
        await mark_orders(
            tx,
            order_ids=list(states),
            payment_states=list(states.values()),
            refunds=[refunded.get(order_id, 0) for order_id in states],
        )
    for order_id, after in states.items():
        life = lives[order_id]
        back_minor = life.head.refunded_minor + refunded.get(order_id, 0)
        now = replace(life.head, payment_state=after, refunded_minor=back_minor)
        lives[order_id] = replace(life, head=now)


def _paid(head: OrderHead, state: OrderState, paid: Paid) -> OrderPaid:
    return OrderPaid(
        head.order_id,
        head.store_id,
        head.number,
        state,
        head.paid_minor + paid.amount_minor,
        head.currency,
        head.customer_id,
    )


def _settling(life: Life, paid: Paid) -> Settling:
    portions = [portion for line in life.lines for portion in portions_of(line) if life.is_holding]
    return Settling(paid.order_id, portions, paid.actor, paid.request_id)
