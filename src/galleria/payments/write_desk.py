"""Write what a desk heard: the one place where payments, their orders and stock change together."""

from uuid import UUID

from msgspec.structs import replace

from galleria.base.context import Actor
from galleria.base.tx import Tx
from galleria.engine.events import Event, record
from galleria.orders import keep_for_capture, mark_payments, settle
from galleria.payments.desk import Desk, News
from galleria.payments.events import (
    PaymentAuthorized,
    PaymentCancelled,
    PaymentCaptured,
    PaymentEvent,
    PaymentFailed,
    PaymentMismatched,
    PaymentRefunded,
    RefundFailed,
)
from galleria.payments.jobs import attend, attend_refunds
from galleria.payments.queries import write_payments
from galleria.payments.refund_queries import insert_refunds, write_refunds
from galleria.payments.rows import ACTIVE, PaymentRow, Refund
from galleria.payments.rules import Outcome

_KINDS: dict[Outcome, type[PaymentEvent]] = {
    "authorized": PaymentAuthorized,
    "captured": PaymentCaptured,
    "late": PaymentCaptured,
    "failed": PaymentFailed,
    "cancelled": PaymentCancelled,
    "mismatched": PaymentMismatched,
}
LATE = "Paid after the order was cancelled or paid otherwise."


async def write_desk(tx: Tx, desk: Desk) -> set[UUID]:
    """Settle what was paid, give back what came late, and write it all: at most 16 statements.

    Returned are the orders that were to be paid and whose holds are gone.
    """
    gone = await _settle(tx, desk)
    _give_late_back(desk)
    await _write_rows(tx, desk)
    await _write_refunds(tx, desk)
    await keep_for_capture(tx, desk.lives, _set_aside(desk))
    await mark_payments(tx, desk.lives, desk.marks)
    await _tell(tx, desk)
    wanting = [
        row.payment_id
        for row in desk.rows.values()
        if row.wanted and desk.before[row.payment_id].wanted != row.wanted
    ]
    await attend(tx, wanting)
    book = desk.refunds
    asked = [it for it in book.told_by if it not in book.before]
    await attend_refunds(tx, [it for it in asked if book.refunds[it].state == "created"])
    return gone


async def _settle(tx: Tx, desk: Desk) -> set[UUID]:
    """Orders whose holds are gone are not paid: their money came too late."""
    if not desk.paid:
        return set()
    gone = set(await settle(tx, desk.lives, list(desk.paid.values())))
    for index, news in enumerate(desk.news):
        row = desk.rows[news.payment_id]
        if news.outcome == "captured" and row.order_id in gone:
            desk.rows[news.payment_id] = _late(row)
            desk.news[index] = News(news.payment_id, "late", news.by)
    return gone


def _set_aside(desk: Desk) -> list[UUID]:
    told = (desk.rows[it.payment_id] for it in desk.news if it.outcome == "authorized")
    return [row.order_id for row in told if row.state == "authorized"]


def _late(row: PaymentRow) -> PaymentRow:
    return replace(row, is_late=True)


def _give_late_back(desk: Desk) -> None:
    for news in list(desk.news):
        row = desk.rows[news.payment_id]
        if news.outcome == "late" and row.refundable_minor:
            desk.give_back(news.by, row, row.refundable_minor, cause="late", reason=LATE)


async def _write_rows(tx: Tx, desk: Desk) -> None:
    changed = [row for row in desk.rows.values() if row != desk.before[row.payment_id]]
    # First those that end: at no moment has an order two active payments.
    ending = [row for row in changed if row.state not in ACTIVE or row.is_late]
    for rows in (ending, [row for row in changed if row not in ending]):
        if rows:
            written = await write_payments(
                tx,
                payment_ids=[row.payment_id for row in rows],
                states=[row.state for row in rows],
                captured=[row.captured_minor for row in rows],
                refunded=[row.refunded_minor for row in rows],
                received_currencies=[row.received_currency for row in rows],
                are_late=[row.is_late for row in rows],
                gateway_payment_ids=[row.gateway_payment_id for row in rows],
                failure_codes=[row.failure_code for row in rows],
                failure_details=[row.failure_detail for row in rows],
                captured_ats=[row.captured_at for row in rows],
                wanteds=[row.wanted for row in rows],
            )
            for it in written:
                row = desk.rows[it.payment_id]
                now = replace(row, version=it.version, updated_at=it.updated_at)
                desk.rows[it.payment_id] = now


async def _write_refunds(tx: Tx, desk: Desk) -> None:
    book = desk.refunds
    made = [it for refund_id, it in book.refunds.items() if refund_id not in book.before]
    if made:
        told = [book.told_by[it.refund_id] for it in made]
        await insert_refunds(
            tx,
            refund_ids=[it.refund_id for it in made],
            payment_ids=[it.payment_id for it in made],
            order_ids=[it.order_id for it in made],
            states=[it.state for it in made],
            causes=[it.cause for it in made],
            amounts=[it.amount_minor for it in made],
            currencies=[it.currency for it in made],
            reasons=[it.reason for it in made],
            gateway_refund_ids=[it.gateway_refund_id for it in made],
            actor_kinds=[actor.kind for actor, _ in told],
            actor_ids=[actor.actor_id for actor, _ in told],
            request_ids=[request_id for _, request_id in told],
        )
    moved = [it for refund_id, it in book.refunds.items() if book.before.get(refund_id, it) != it]
    if moved:
        await write_refunds(
            tx,
            refund_ids=[it.refund_id for it in moved],
            states=[it.state for it in moved],
            gateway_refund_ids=[it.gateway_refund_id for it in moved],
            failure_codes=[it.failure_code for it in moved],
            failure_details=[it.failure_detail for it in moved],
        )


async def _tell(tx: Tx, desk: Desk) -> None:
    told: list[tuple[Event, Actor, str]] = []
    for news in desk.news:
        if event := _event(desk.rows[news.payment_id], news):
            told.append((event, news.by.actor, news.by.request_id))
    for refund_id, (actor, request_id) in desk.refunds.told_by.items():
        if event := _refund_event(desk.refunds.refunds[refund_id]):
            told.append((event, actor, request_id))
    await record(
        tx,
        [event for event, _, _ in told],
        actors=[actor for _, actor, _ in told],
        request_ids=[request_id for _, _, request_id in told],
    )


def _event(row: PaymentRow, news: News) -> Event | None:
    kind = _KINDS.get(news.outcome)
    if kind is None:
        return None
    event = kind(
        payment_id=row.payment_id,
        order_id=row.order_id,
        store_id=row.store_id,
        method=row.method,
        amount_minor=row.amount_minor,
        currency=row.currency,
    )
    if isinstance(event, PaymentCaptured):
        return replace(event, is_late=row.is_late)
    if isinstance(event, PaymentFailed):
        return replace(event, failure_code=row.failure_code or "")
    if isinstance(event, PaymentMismatched):
        received = row.received_currency or row.currency
        return replace(event, received_minor=row.captured_minor, received_currency=received)
    return event


def _refund_event(refund: Refund) -> Event | None:
    if refund.state not in ("succeeded", "failed"):
        return None
    kind = PaymentRefunded if refund.state == "succeeded" else RefundFailed
    event = kind(
        payment_id=refund.payment_id,
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        cause=refund.cause,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )
    if isinstance(event, RefundFailed):
        return replace(event, failure_code=refund.failure_code or "")
    return event
