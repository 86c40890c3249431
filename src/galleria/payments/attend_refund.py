"""Ask a gateway for a refund, and after one that takes its time."""

from galleria.base.lane import asked_by
from galleria.engine.run import JobRun
from galleria.payments.attend import known_as
from galleria.payments.begin import found_again
from galleria.payments.complete import Completion, complete
from galleria.payments.gateways import (
    GatewayFact,
    GatewayRefused,
    Gateways,
    GatewayUnavailable,
    ToRefund,
)
from galleria.payments.jobs import AttendRefund, attend_later, is_last
from galleria.payments.open_account import opened
from galleria.payments.refund_queries import find_refund
from galleria.payments.rows import PaymentRow, Refund


async def attend_refund(run: JobRun, job: AttendRefund) -> None:
    """Ask for it, or after it, until the gateway has said its last word; given up, it has failed.

    It is asked for within a day only: that long a gateway knows that it is the same refund.
    """
    async with run.reading() as tx:
        refund = await find_refund(tx, refund_id=job.refund_id)
        begun = await found_again(tx, refund.payment_id) if refund is not None else None
    if refund is None or begun is None or refund.state not in ("created", "pending"):
        return
    gateways = Gateways.among(run.services)
    gateway, row = opened(gateways, begun.keys, run.context.org_id), begun.payment
    known = known_as(row)
    try:
        if refund.gateway_refund_id is None:
            wanted = ToRefund(
                refund.refund_id,
                refund.amount_minor,
                refund.currency,
                refund.reason,
                is_asked_again=job.nth > 0,
            )
            fact = await gateway.refund(known, wanted)
        else:
            fact = await gateway.fetch_refund(known, refund.gateway_refund_id)
    except GatewayRefused as refused:
        code = str(refused.facts.get("gateway_code") or refused.code)
        fact = _failed(run, refund, code, refused.detail)
    except GatewayUnavailable as away:
        fact = None
        if is_last(job) and refund.state == "created":
            fact = _failed(run, refund, away.code, away.detail)
    await _told(run, job, row, fact)


async def _told(run: JobRun, job: AttendRefund, row: PaymentRow, fact: GatewayFact | None) -> None:
    async with run.transaction() as tx:
        if fact is not None:
            said = Completion(row.payment_id, row.order_id, [fact])
            await complete(tx, [asked_by(tx.context, said)])
        if fact is None or fact.kind == "refund_pending":
            await attend_later(tx, job)
        await run.finish(tx)


def _failed(run: JobRun, refund: Refund, code: str, detail: str) -> GatewayFact:
    return GatewayFact(
        kind="refund_failed",
        occurred_at=run.context.now,
        refund_id=refund.refund_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        failure_code=code,
        failure_detail=detail,
    )
