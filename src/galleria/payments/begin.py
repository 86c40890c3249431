"""Write down that an order is about to be paid, before any gateway is called."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.ids import new_id
from galleria.base.refusals import TooManyRequests
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.engine.jobs import enqueue
from galleria.orders import Life, PaymentMark, expired_among, mark_payments
from galleria.payments.account_queries import AccountKeys, choose_account, find_keys
from galleria.payments.desk import By, Desk, open_desk
from galleria.payments.events import PaymentCreated
from galleria.payments.gateways.account import GatewayName
from galleria.payments.jobs import PAUSES_S, AttendPayment
from galleria.payments.payable import owed_minor, payable
from galleria.payments.queries import Buyer, find_buyer, find_payment, insert_payments
from galleria.payments.refusals import NoGateway
from galleria.payments.rows import PaymentRow
from galleria.payments.tally import counted
from galleria.payments.write_desk import write_desk

Url = Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f]+$(?!\n)")]


class WantedPayment(Struct, frozen=True):
    """Through which gateway, and where the shopper is to come back to."""

    order_id: UUID
    gateway: GatewayName | None
    account_id: UUID | None
    return_url: str
    address: str | None


class Beginning(Struct, frozen=True):
    """A payment that is written down, whose gateway is to be told unless it has an action."""

    payment: PaymentRow
    keys: AccountKeys
    buyer: Buyer
    nth: int = 0


async def begin(tx: Tx, wanted: WantedPayment) -> Beginning | TooManyRequests:
    """Write a payment down, or find the one that is under way: two tabs pay once.

    What is under way at another gateway, or for another amount, is called off. Refusals: NotFound,
    OrderNotPayable, HoldExpired, NoGateway; too many starts are returned, so that they are counted.
    """
    if refusal := await counted(tx, order_id=wanted.order_id, address=wanted.address):
        return refusal
    desk = await open_desk(tx, [wanted.order_id])
    expired = await expired_among(tx, [wanted.order_id])
    life = payable(desk, expired, wanted.order_id)
    keys = await choose_account(
        tx, store_id=life.head.store_id, gateway=wanted.gateway, account_id=wanted.account_id
    )
    if keys is None:
        raise NoGateway
    buyer = await find_buyer(tx, order_id=wanted.order_id)
    assert buyer is not None
    row = await _under_way(tx, desk, life, keys) or await _written(tx, desk, wanted, keys)
    return Beginning(row, keys, buyer)


async def _under_way(tx: Tx, desk: Desk, life: Life, keys: AccountKeys) -> PaymentRow | None:
    by = By(tx.context.actor, tx.context.request_id)
    found: PaymentRow | None = None
    for row in desk.of_order(life.head.order_id):
        if row.state not in ("created", "pending"):
            continue
        is_same = row.account_id == keys.account_id and row.amount_minor == owed_minor(life)
        if is_same:
            found = row
        else:
            desk.call_off(by, row)
    await write_desk(tx, desk)
    return found


async def _written(tx: Tx, desk: Desk, wanted: WantedPayment, keys: AccountKeys) -> PaymentRow:
    life, payment_id, actor = desk.lives[wanted.order_id], new_id(), tx.context.actor
    head = life.head
    await insert_payments(
        tx,
        payment_ids=[payment_id],
        order_ids=[head.order_id],
        store_ids=[head.store_id],
        account_ids=[keys.account_id],
        methods=["gateway"],
        states=["created"],
        amounts=[owed_minor(life)],
        currencies=[head.currency],
        references=[""],
        givens=[None],
        return_urls=[wanted.return_url],
        captured_ats=[None],
        actor_kinds=[actor.kind],
        actor_ids=[actor.actor_id],
        request_ids=[tx.context.request_id],
    )
    created = PaymentCreated(
        payment_id=payment_id,
        order_id=head.order_id,
        store_id=head.store_id,
        method="gateway",
        amount_minor=owed_minor(life),
        currency=head.currency,
    )
    await record(tx, [created])
    await mark_payments(tx, desk.lives, [PaymentMark(head.order_id, "begin")])
    # Whatever dies from here on: somebody comes to look.
    await enqueue(tx, [AttendPayment(payment_id)], wait=timedelta(seconds=PAUSES_S[0]))
    row = await find_payment(tx, payment_id=payment_id)
    assert row is not None
    return row


async def found_again(tx: ReadTx, payment_id: UUID) -> Beginning | None:
    """Return a payment of a gateway with what it takes to go on with it."""
    row = await find_payment(tx, payment_id=payment_id)
    if row is None or row.account_id is None:
        return None
    keys = await find_keys(tx, account_id=row.account_id)
    buyer = await find_buyer(tx, order_id=row.order_id)
    assert keys is not None
    assert buyer is not None
    return Beginning(row, keys, buyer)
