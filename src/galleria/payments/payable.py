"""Whether an order is to be paid now, and how much."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.orders import Life, is_payable
from galleria.payments.desk import Desk
from galleria.payments.refusals import HoldExpired, OrderNotPayable


def payable(desk: Desk, expired: set[UUID], order_id: UUID) -> Life:
    """Return the order, if it is to be paid now and is none of the `expired`.

    Refusals: NotFound, OrderNotPayable, HoldExpired.
    """
    life = desk.lives.get(order_id)
    if life is None:
        raise NotFound()
    head = life.head
    is_taken = order_id in desk.paid or any(
        row.counts or row.state == "authorized"
        for row in desk.of_order(order_id)
        if not row.is_late
    )
    if is_taken or not is_payable(life):
        raise OrderNotPayable(state=head.state, payment_state=head.payment_state)
    if order_id in expired:
        raise HoldExpired
    return life


def owed_minor(life: Life) -> int:
    """Return what an order still costs."""
    return life.head.total_minor - life.head.paid_minor
