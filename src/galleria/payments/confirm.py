"""A shopper came back from the gateway: ask it what became of the payment, believe only that."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.call import Answer, Call
from galleria.base.lane import SETTLEMENTS
from galleria.base.refusals import NotFound
from galleria.engine.lanes import Lanes
from galleria.payments.attend import known_as
from galleria.payments.begin import found_again
from galleria.payments.complete import Completion, complete
from galleria.payments.gateways import Confirmation, Gateways
from galleria.payments.open_account import opened
from galleria.payments.path_ids import id_in
from galleria.payments.queries import find_payment
from galleria.payments.refusals import NotConfirmed
from galleria.payments.rows import Payment, PaymentStatus, as_answered
from galleria.payments.tally import counted_question

Text = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[!-~]*$(?!\n)")]


class PaymentReturn(Struct, frozen=True, forbid_unknown_fields=True):
    """What Razorpay's script hands the page: razorpay_payment_id and razorpay_signature.

    Stripe's page brings nothing back: send an empty object.
    """

    gateway_payment_id: Text | None = None
    signature: Text | None = None


class OwnPayment(Struct, frozen=True):
    """What a shopper is told of a payment."""

    payment_id: UUID
    order_id: UUID
    state: PaymentStatus
    failure_code: str | None


async def confirm(call: Call) -> Answer:
    """Ask the gateway after a payment now, rather than wait for its webhook.

    Refusals: NotFound, NotConfirmed for a signature that is not the gateway's, GatewayRefused,
    GatewayUnavailable.
    """
    body = await call.json(PaymentReturn)
    payment = await confirm_payment(call, payment_id=id_in(call, "payment_id"), body=body)
    return Answer(200, msgspec.json.encode(payment))


async def confirm_own_payment(call: Call) -> Answer:
    """Ask the gateway after a payment, for the shopper who just came back from its page.

    Who knows the payment's id may ask, at the shop that it is of, and learns its state alone.
    Refusals: as of staff's, and TooManyRequests after thirty questions in a quarter of an hour.
    """
    payment_id = id_in(call, "payment_id")
    body = await call.json(PaymentReturn)
    async with call.transaction() as tx:
        row = await find_payment(tx, payment_id=payment_id)
        if row is None or row.store_id != tx.context.store_id:
            raise NotFound()
        too_many = await counted_question(tx, payment_id=payment_id)
    if too_many is not None:
        raise too_many
    payment = await confirm_payment(call, payment_id=payment_id, body=body)
    seen = OwnPayment(payment.payment_id, payment.order_id, payment.state, payment.failure_code)
    return Answer(200, msgspec.json.encode(seen))


async def confirm_payment(call: Call, *, payment_id: UUID, body: PaymentReturn) -> Payment:
    """Ask the gateway after a payment, and complete it; return it as it is then.

    The caller has seen that it is the shopper's. Refusals: as `confirm`. Captured already: none is
    asked.
    """
    async with call.reading() as tx:
        begun = await found_again(tx, payment_id)
        row = begun.payment if begun else await find_payment(tx, payment_id=payment_id)
    if row is None:
        raise NotFound()
    if begun is None or row.gateway_ref is None or row.state == "captured":
        return as_answered(row)
    gateways = Gateways.among(call.services)
    gateway, known = opened(gateways, begun.keys, call.tenant.org_id), known_as(row)
    if body.signature is not None:
        confirmation = Confirmation(body.gateway_payment_id or "", body.signature)
        if not gateway.is_confirmed(known, confirmation):
            raise NotConfirmed
    said = Completion(row.payment_id, row.order_id, await gateway.fetch(known))
    answered = await call.services.get(Lanes).ask(call.tenant, complete, said, lane=SETTLEMENTS)
    return as_answered(answered)
