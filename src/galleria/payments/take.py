"""Note that an order was paid outside of us: in cash, at a terminal, by transfer."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.lane import Asked
from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.base.tx import Tx
from galleria.engine.events import Event, record
from galleria.orders import Life, OrdersTendered, Paid, expired_among
from galleria.payments.desk import By, Desk, open_desk
from galleria.payments.events import PaymentCaptured
from galleria.payments.payable import owed_minor, payable
from galleria.payments.queries import insert_payments, lock_payments
from galleria.payments.refusals import HoldExpired
from galleria.payments.rows import Payment, PaymentMethod, as_answered
from galleria.payments.write_desk import write_desk


class TakePayment(Struct, frozen=True):
    """All that an order still costs, paid at once. `given_minor` is what was handed over."""

    order_id: UUID
    method: PaymentMethod
    given_minor: int | None
    reference: str


class Taken(Struct, frozen=True):
    """A payment that is made."""

    payment_id: UUID
    order_id: UUID
    store_id: UUID
    method: PaymentMethod
    amount_minor: int
    currency: str
    given_minor: int | None
    reference: str
    by: By


async def take_payments(tx: Tx, asked: list[Asked[TakePayment]]) -> Sequence[Payment | Refusal]:
    """Note payments made outside of us; their orders are paid, and what they held is sold.

    What was under way with a gateway is called off. Refusals: NotFound, OrderNotPayable,
    HoldExpired, Invalid. About 13 statements, any number.
    """
    desk = await open_desk(tx, [it.command.order_id for it in asked])
    expired = await expired_among(tx, list(desk.lives))
    decided = [_decided(desk, expired, it) for it in asked]
    gone = await write_desk(tx, desk)
    taken = [
        HoldExpired() if isinstance(it, Taken) and it.order_id in gone else it for it in decided
    ]
    await write_taken(tx, [it for it in taken if isinstance(it, Taken)])
    rows = await lock_payments(tx, order_ids=[it.order_id for it in taken if isinstance(it, Taken)])
    payments = {row.payment_id: as_answered(row) for row in rows}
    return [payments[it.payment_id] if isinstance(it, Taken) else it for it in taken]


async def note_tendered(tx: Tx, notice: OrdersTendered) -> None:
    """Write payments of orders that were paid when they were placed; a reaction: 2 statements."""
    await write_taken(
        tx,
        [
            Taken(
                new_id(),
                order.order_id,
                order.store_id,
                order.tender.method,
                order.amount_minor,
                order.currency,
                order.amount_minor + order.change_minor,
                order.tender.reference,
                By(order.actor, order.request_id),
            )
            for order in notice.orders
            if order.amount_minor
        ],
    )


async def write_taken(tx: Tx, taken: list[Taken]) -> None:
    """Write payments that are made, with their events: 2 statements, any number."""
    if not taken:
        return
    await insert_payments(
        tx,
        payment_ids=[it.payment_id for it in taken],
        order_ids=[it.order_id for it in taken],
        store_ids=[it.store_id for it in taken],
        account_ids=[None for _ in taken],
        methods=[it.method for it in taken],
        states=["captured" for _ in taken],
        amounts=[it.amount_minor for it in taken],
        currencies=[it.currency for it in taken],
        references=[it.reference for it in taken],
        givens=[it.given_minor for it in taken],
        return_urls=["" for _ in taken],
        captured_ats=[tx.context.now for _ in taken],
        actor_kinds=[it.by.actor.kind for it in taken],
        actor_ids=[it.by.actor.actor_id for it in taken],
        request_ids=[it.by.request_id for it in taken],
    )
    facts: list[Event] = [_captured(it) for it in taken]
    actors, request_ids = [it.by.actor for it in taken], [it.by.request_id for it in taken]
    await record(tx, facts, actors=actors, request_ids=request_ids)


def _decided(desk: Desk, expired: set[UUID], asked: Asked[TakePayment]) -> Taken | Refusal:
    command, by = asked.command, By(asked.actor, asked.request_id)
    try:
        life = payable(desk, expired, command.order_id)
        _refuse_too_little(command, life)
    except Refusal as refusal:
        return refusal
    head, amount_minor = life.head, owed_minor(life)
    for row in desk.of_order(head.order_id):
        if row.state in ("created", "pending"):
            desk.call_off(by, row)
    desk.paid[head.order_id] = Paid(head.order_id, amount_minor, by.actor, by.request_id)
    given_minor = command.given_minor
    return Taken(
        new_id(),
        head.order_id,
        head.store_id,
        command.method,
        amount_minor,
        head.currency,
        amount_minor if given_minor is None else given_minor,
        command.reference,
        by,
    )


def _refuse_too_little(command: TakePayment, life: Life) -> None:
    owed, given = owed_minor(life), command.given_minor
    if given is None or given == owed or (given > owed and command.method == "cash"):
        return
    why = f"The order costs {owed}, and only cash has change."
    raise Invalid(errors=[FieldError("/given_minor", "range", why)])


def _captured(taken: Taken) -> PaymentCaptured:
    return PaymentCaptured(
        payment_id=taken.payment_id,
        order_id=taken.order_id,
        store_id=taken.store_id,
        method=taken.method,
        amount_minor=taken.amount_minor,
        currency=taken.currency,
    )
