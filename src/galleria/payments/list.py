"""Reads: payments, and the refunds of one."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.payments.queries import find_payment, payments_after
from galleria.payments.refund_queries import find_refund, refunds_of
from galleria.payments.rows import Payment, PaymentStatus, Refund, as_answered

AFTER_ALL = UUID(int=2**128 - 1)


class PaymentQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Of one order, or in one state."""

    order_id: Annotated[UUID, Meta(description="Payments of this order.")] | None = None
    state: PaymentStatus | None = None


class PaymentPosition(Struct, frozen=True):
    """Where a page ended."""

    before: UUID


class Refunds(Struct, frozen=True):
    """Every refund of a payment, the oldest first."""

    items: list[Refund]


async def list_payments(tx: ReadTx, *, query: PaymentQuery) -> Page[Payment]:
    """Return payments, the newest first: 1 statement."""
    position = query.after(PaymentPosition)
    rows = await payments_after(
        tx,
        before=position.before if position else AFTER_ALL,
        order_id=query.order_id,
        state=query.state,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _position)


async def read_payment(tx: ReadTx, *, payment_id: UUID) -> Payment:
    """Return one payment; NotFound."""
    row = await find_payment(tx, payment_id=payment_id)
    if row is None:
        raise NotFound()
    return as_answered(row)


async def list_refunds(tx: ReadTx, *, payment_id: UUID) -> Refunds:
    """Return the refunds of a payment; NotFound when there is no such payment."""
    await read_payment(tx, payment_id=payment_id)
    return Refunds(await refunds_of(tx, payment_ids=[payment_id]))


async def read_refund(tx: ReadTx, *, refund_id: UUID) -> Refund:
    """Return one refund; NotFound."""
    refund = await find_refund(tx, refund_id=refund_id)
    if refund is None:
        raise NotFound()
    return refund


async def payments_of_order(tx: ReadTx, *, order_id: UUID) -> list[Payment]:
    """Return an order's payments, the newest first."""
    return await payments_after(tx, before=AFTER_ALL, order_id=order_id, state=None, rows_max=200)


def _position(payment: Payment) -> PaymentPosition:
    return PaymentPosition(payment.payment_id)
