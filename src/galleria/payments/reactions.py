"""What becomes of payments when orders change: in the very transaction that changes them."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.orders import OrderReduced, OrderReturned, OrdersCancelled
from galleria.payments.desk import By, Desk, open_desk
from galleria.payments.rows import OPEN, RefundCause
from galleria.payments.write_desk import write_desk


async def call_payments_off(tx: Tx, notice: OrdersCancelled) -> None:
    """Call off what is being paid for cancelled orders, and give back what was paid."""
    desk = await open_desk(tx, notice.order_ids)
    by = By(tx.context.actor, tx.context.request_id)
    for row in list(desk.rows.values()):
        if row.state in OPEN:
            desk.call_off(by, row)
        elif row.counts and row.refundable_minor:
            reason = "The order was cancelled."
            desk.give_back(by, row, row.refundable_minor, cause="cancelled", reason=reason)
    await write_desk(tx, desk)


async def refund_returned(tx: Tx, notice: OrderReturned) -> None:
    """Give back what returned units cost, as far as it was paid."""
    await _give_back(tx, notice.order_id, notice.amount_minor, "returned", notice.reason)


async def refund_reduced(tx: Tx, notice: OrderReduced) -> None:
    """Give back what an edit made an order cheaper by, as far as it was paid."""
    await _give_back(tx, notice.order_id, notice.amount_minor, "asked", notice.reason)


async def _give_back(
    tx: Tx, order_id: UUID, amount_minor: int, cause: RefundCause, reason: str
) -> None:
    desk = await open_desk(tx, [order_id])
    by, left_minor = By(tx.context.actor, tx.context.request_id), amount_minor
    for row in _paying(desk, order_id):
        part_minor = min(left_minor, desk.rows[row].refundable_minor)
        if part_minor > 0:
            desk.give_back(by, desk.rows[row], part_minor, cause=cause, reason=reason)
            left_minor -= part_minor
    await write_desk(tx, desk)


def _paying(desk: Desk, order_id: UUID) -> list[UUID]:
    return [row.payment_id for row in desk.of_order(order_id) if row.counts]
