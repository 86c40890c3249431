"""Give money back: a part, or all that is left."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.tx import Tx
from galleria.payments.change import locked_payment
from galleria.payments.desk import By
from galleria.payments.refusals import RefundTooLarge, TooManyRefunds, WrongPaymentState
from galleria.payments.rows import Refund
from galleria.payments.write_desk import write_desk


class NewRefund(Struct, frozen=True, forbid_unknown_fields=True):
    """How much, in minor units (null: all that is left), and why."""

    amount_minor: Annotated[int, Meta(ge=1, le=10**17)] | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


REFUNDS_MAX = 200
ALL_OF_IT = NewRefund()


async def refund_payment(tx: Tx, *, payment_id: UUID, body: NewRefund = ALL_OF_IT) -> Refund:
    """Give back a part of what was captured; a gateway is asked at once, by a job.

    What is on its way counts as given back: however many ask at once, never more goes back than
    came. Refusals: NotFound, WrongPaymentState, RefundTooLarge, TooManyRefunds.
    """
    desk, row = await locked_payment(tx, payment_id)
    if row.state not in ("captured", "mismatched"):
        raise WrongPaymentState(f"It is {row.state}.", state=row.state)
    left_minor = row.refundable_minor
    amount_minor = left_minor if body.amount_minor is None else body.amount_minor
    if not 0 < amount_minor <= left_minor:
        raise RefundTooLarge(f"{left_minor} can be given back.", refundable_minor=left_minor)
    if len(desk.refunds.refunds) >= REFUNDS_MAX:
        raise TooManyRefunds(refunds_max=REFUNDS_MAX)
    by = By(tx.context.actor, tx.context.request_id)
    refund = desk.give_back(by, row, amount_minor, cause="asked", reason=body.reason)
    await write_desk(tx, desk)
    return refund
