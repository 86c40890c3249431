"""Look after a payment or a refund: whatever its gateway is to be asked, by a job.

It finds what died half-way (written down, and nobody told the gateway), what no webhook told, and
what staff want; what the gateway answers goes the way that webhooks go.
"""

from msgspec.structs import replace

from galleria.base.lane import asked_by
from galleria.engine.run import JobRun
from galleria.payments.begin import Beginning, found_again
from galleria.payments.complete import Completion, complete
from galleria.payments.gateways import (
    Gateway,
    GatewayFact,
    GatewayRefused,
    Gateways,
    GatewayUnavailable,
    Known,
)
from galleria.payments.jobs import AttendPayment, attend_later
from galleria.payments.open_account import opened
from galleria.payments.queries import forget_tallies
from galleria.payments.rows import OPEN, PaymentRow, Wanted
from galleria.payments.start import told
from galleria.payments.tally import WINDOW_S


async def attend_payment(run: JobRun, job: AttendPayment) -> None:
    """Begin it, capture it, call it off or ask after it; ask again later while it is open."""
    async with run.reading() as tx:
        begun = await found_again(tx, job.payment_id)
    if begun is None or not _is_due(begun.payment, job):
        return
    begun = replace(begun, nth=job.nth)
    row, said, is_heard = begun.payment, None, True
    try:
        said = await _asked(run, begun)
    except GatewayUnavailable:
        is_heard = False
    async with run.transaction() as tx:
        if said is not None:
            (result,) = await complete(tx, [asked_by(tx.context, said)])
            row = result if isinstance(result, PaymentRow) else row
        if job.nth == 1:
            await forget_tallies(tx, window_s=WINDOW_S)
        if not is_heard or (not job.is_wish and _is_worth_asking(row)):
            await attend_later(tx, job)
        await run.finish(tx)


def known_as(row: PaymentRow) -> Known:
    """Return what a payment is called at its gateway."""
    assert row.gateway_ref is not None
    return Known(
        row.payment_id, row.amount_minor, row.currency, row.gateway_ref, row.gateway_payment_id
    )


async def _asked(run: JobRun, begun: Beginning) -> Completion | None:
    row, gateways = begun.payment, Gateways.among(run.services)
    if row.gateway_ref is None:
        return await _begun_again(run, gateways, begun)
    gateway, known = opened(gateways, begun.keys, run.context.org_id), known_as(row)
    wanted = row.wanted or _overdue(begun)
    try:
        if wanted == "capture":
            facts = [await gateway.capture(known)]
        elif wanted == "cancel":
            facts = await gateway.cancel(known)
        else:
            facts = await gateway.fetch(known)
    except GatewayRefused:
        facts = await _fetched(gateway, known)
    return Completion(row.payment_id, row.order_id, facts, ends_wish=wanted is not None)


def _overdue(begun: Beginning) -> Wanted | None:
    """Return that it is to be captured, where the gateway should have done so by itself."""
    is_late = begun.payment.state == "authorized" and begun.keys.capture == "automatic"
    return "capture" if is_late else None


async def _begun_again(run: JobRun, gateways: Gateways, begun: Beginning) -> Completion | None:
    """Tell the gateway of a payment whose start died; one that is off was told to nobody."""
    row = begun.payment
    if row.state == "created":
        try:
            await told(run.transaction, gateways, begun, org_id=run.context.org_id)
        except GatewayRefused:
            return None  # It has failed by now, and says why.
    return Completion(row.payment_id, row.order_id, [], ends_wish=row.wanted == "cancel")


async def _fetched(gateway: Gateway, known: Known) -> list[GatewayFact]:
    try:
        return await gateway.fetch(known)
    except GatewayRefused:
        return []


def _is_due(row: PaymentRow, job: AttendPayment) -> bool:
    return row.wanted is not None if job.is_wish else _is_worth_asking(row)


def _is_worth_asking(row: PaymentRow) -> bool:
    # What failed or is off may still be paid by a page that was left open.
    return row.state in OPEN or (row.state in ("failed", "cancelled") and bool(row.gateway_ref))
