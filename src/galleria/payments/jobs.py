"""Chores of payments: each looks where its payment or refund is, and does what is due."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from galleria.base.tx import Tx
from galleria.engine.jobs import Job, enqueue

# When a gateway is asked about a payment that it said nothing of, each counted from the last time.
PAUSES_S = (30, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 43_200)


class AttendPayment(Job, frozen=True, tag="payments.attend_payment"):
    """Begin it, ask after it, capture it or call it off: what is due. `nth`: asked how often."""

    priority: ClassVar[int] = 40
    attempts_max: ClassVar[int] = 20
    timeout_s: ClassVar[float] = 60.0

    payment_id: UUID
    nth: int = 0
    # Beside the payment's own round of questions, for the sake of one wish.
    is_wish: bool = False


class AttendRefund(Job, frozen=True, tag="payments.attend_refund"):
    """Ask for the refund, or after it."""

    priority: ClassVar[int] = 40
    attempts_max: ClassVar[int] = 20
    timeout_s: ClassVar[float] = 60.0

    refund_id: UUID
    nth: int = 0


class ApplyGatewayEvent(Job, frozen=True, tag="payments.apply_gateway_event"):
    """Do what a stored webhook says, when that could not be done at once."""

    priority: ClassVar[int] = 20
    attempts_max: ClassVar[int] = 20

    account_id: UUID
    gateway_event_id: str
    occurred_at: datetime


async def attend(tx: Tx, payment_ids: list[UUID]) -> None:
    """Have what is wanted of these payments done now: 1 statement."""
    await enqueue(tx, [AttendPayment(it, is_wish=True) for it in payment_ids])


async def attend_refunds(tx: Tx, refund_ids: list[UUID]) -> None:
    """Have these refunds looked after now: 1 statement."""
    await enqueue(tx, [AttendRefund(refund_id) for refund_id in refund_ids])


async def attend_later(tx: Tx, job: AttendPayment | AttendRefund) -> None:
    """Ask again after a pause that grows; after the last, no more."""
    if not is_last(job):
        again = replace(job, nth=job.nth + 1)
        await enqueue(tx, [again], wait=timedelta(seconds=PAUSES_S[job.nth]))


def is_last(job: AttendPayment | AttendRefund) -> bool:
    """Say whether nobody asks again after this time."""
    return job.nth >= len(PAUSES_S)
