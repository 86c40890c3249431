"""Capture what is set aside, or call a payment off: written down now, asked of the gateway at once.

A job asks, as often as it takes; what the gateway answers is applied once, by the completion path.
"""

from uuid import UUID

from msgspec.structs import replace

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.payments.desk import By, Desk, open_desk
from galleria.payments.queries import find_payment
from galleria.payments.refusals import WrongPaymentState
from galleria.payments.rows import Payment, PaymentRow, as_answered
from galleria.payments.write_desk import write_desk


async def capture_payment(tx: Tx, *, payment_id: UUID) -> Payment:
    """Take money that is set aside, whole; the order is paid when the gateway says that it came.

    Again, or of what is captured: no change. Refusals: NotFound, WrongPaymentState.
    """
    desk, row = await locked_payment(tx, payment_id)
    if row.state == "captured":
        return as_answered(row)
    if row.state != "authorized":
        raise WrongPaymentState(f"It is {row.state}.", state=row.state)
    desk.rows[payment_id] = replace(row, wanted="capture")
    await write_desk(tx, desk)
    return as_answered(desk.rows[payment_id])


async def cancel_payment(tx: Tx, *, payment_id: UUID) -> Payment:
    """Let nobody pay it any more; the order can be paid otherwise. Again: no change.

    Whoever paid in that very moment gets the money back. Refusals: NotFound, WrongPaymentState.
    """
    desk, row = await locked_payment(tx, payment_id)
    if row.state == "cancelled":
        return as_answered(row)
    if row.state not in ("created", "pending", "authorized"):
        raise WrongPaymentState(f"It is {row.state}.", state=row.state)
    desk.call_off(By(tx.context.actor, tx.context.request_id), row)
    await write_desk(tx, desk)
    return as_answered(desk.rows[payment_id])


async def locked_payment(tx: Tx, payment_id: UUID) -> tuple[Desk, PaymentRow]:
    """Lock a payment behind its order; NotFound."""
    found = await find_payment(tx, payment_id=payment_id)
    if found is None:
        raise NotFound()
    desk = await open_desk(tx, [found.order_id])
    return desk, desk.rows[payment_id]
