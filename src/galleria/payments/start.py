"""Begin to pay an order: written down first, then the gateway is told, with nothing locked."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.call import Answer, Call
from galleria.base.config import Settings
from galleria.base.lane import asked_by
from galleria.base.refusals import TooManyRequests
from galleria.base.tx import Tx
from galleria.payments.begin import Beginning, Url, WantedPayment, begin
from galleria.payments.complete import Completion, complete
from galleria.payments.gateways import (
    GatewayFact,
    GatewayRefused,
    Gateways,
    GatewayUnavailable,
    ToPay,
)
from galleria.payments.gateways.account import GatewayName
from galleria.payments.once import once, once_in_lane
from galleria.payments.open_account import opened
from galleria.payments.path_ids import id_in
from galleria.payments.queries import find_payment, keep_begun
from galleria.payments.refusals import OrderNotPayable
from galleria.payments.rows import Payment, PaymentMethod, PaymentRow, as_answered
from galleria.payments.take import TakePayment, take_payments

Opened = Callable[[], AbstractAsyncContextManager[Tx]]
Reference = Annotated[str, Meta(max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]
# For how long another's answer is waited for.
OTHER_TAB_S = 0.5
GivenMinor = Annotated[int, Meta(ge=0, le=10**17)]


class ShopperPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a shopper pays: with the store's gateway, or one of several by its name.

    `return_url` is where the gateway sends them afterwards.
    """

    gateway: GatewayName | None = None
    return_url: Url | None = None


class NewPayment(ShopperPayment, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an order is paid. What is not "gateway" is paid at once, outside of us.

    `given_minor` is what was handed over in cash; `reference` a terminal's slip, a transfer's text.
    """

    method: PaymentMethod = "gateway"
    account_id: UUID | None = None
    given_minor: GivenMinor | None = None
    reference: Reference = ""


async def create_payment(call: Call) -> Answer:
    """Begin to pay an order, or note that it was paid in cash or otherwise outside of us.

    With a gateway the answer has an `action` for the shopper; the order is paid when the gateway
    says so. While one payment is under way it is what every further start gets, so two tabs pay
    once. Refusals: NotFound, OrderNotPayable, HoldExpired, NoGateway, GatewayRefused,
    GatewayUnavailable (ask again: nothing is begun twice), TooManyRequests.
    """
    order_id = id_in(call, "order_id")
    body = await call.json(NewPayment)

    sent = msgspec.json.encode(body)
    if body.method != "gateway":
        taking = TakePayment(order_id, body.method, body.given_minor, body.reference)
        return await once_in_lane(call, sent, take_payments, taking, _created)

    async def act() -> Answer:
        begun = await start_payment(call, order_id=order_id, body=body, account_id=body.account_id)
        return _created(begun)

    return await once(call, sent, act)


def _created(payment: Payment) -> Answer:
    headers = {"location": f"/api/v1/payments/{payment.payment_id}"}
    return Answer(201, msgspec.json.encode(payment), headers)


async def start_payment(
    call: Call,
    *,
    order_id: UUID,
    body: ShopperPayment,
    account_id: UUID | None = None,
    address: str | None = None,
) -> Payment:
    """Begin to pay an order with a gateway; return the payment with its action.

    The caller has seen that the order is the shopper's. Refusals: as `create_payment`.
    """
    settings = call.services.get(Settings)
    home = settings.public_url or f"http://{settings.host}:{settings.port}"
    wanted = WantedPayment(
        order_id, body.gateway, account_id, body.return_url or f"{home}/", address
    )
    async with call.transaction() as tx:
        begun = await begin(tx, wanted)
    if isinstance(begun, TooManyRequests):
        raise begun
    row = begun.payment if begun.payment.action else await _told_once(call, begun)
    if row.action is None or row.state in ("failed", "cancelled"):
        raise OrderNotPayable("It was called off meanwhile.", payment_state=row.state)
    return as_answered(row)


async def told(
    open_tx: Opened, gateways: Gateways, begun: Beginning, *, org_id: UUID
) -> PaymentRow:
    """Tell the gateway of a payment, and keep what it says; GatewayRefused, GatewayUnavailable.

    No transaction is open meanwhile. Told twice, it is the same payment there.
    """
    row = begun.payment
    try:
        answer = await opened(gateways, begun.keys, org_id).create(_to_pay(begun, org_id))
    except GatewayRefused as refused:
        await _declined(open_tx, row, refused)
        raise
    async with open_tx() as tx:
        action = Raw(msgspec.json.encode(answer.action))
        await keep_begun(
            tx, payment_id=row.payment_id, gateway_ref=answer.gateway_ref, action=action
        )
        found = await find_payment(tx, payment_id=row.payment_id)
    assert found is not None
    return found


async def _told_once(call: Call, begun: Beginning) -> PaymentRow:
    """Tell the gateway, unless another tab is about to: gateways answer one of two at a time."""
    org_id, payment_id = call.tenant.org_id, begun.payment.payment_id
    try:
        return await told(call.transaction, Gateways.among(call.services), begun, org_id=org_id)
    except GatewayUnavailable:
        await asyncio.sleep(OTHER_TAB_S)
        async with call.reading() as tx:
            row = await find_payment(tx, payment_id=payment_id)
        if row is None or row.action is None:
            raise
        return row


async def _declined(open_tx: Opened, row: PaymentRow, refused: GatewayRefused) -> None:
    async with open_tx() as tx:
        fact = GatewayFact(
            kind="failed",
            occurred_at=tx.context.now,
            failure_code=str(refused.facts.get("gateway_code") or refused.code),
            failure_detail=refused.detail,
        )
        said = Completion(row.payment_id, row.order_id, [fact])
        await complete(tx, [asked_by(tx.context, said)])


def _to_pay(begun: Beginning, org_id: UUID) -> ToPay:
    row, buyer = begun.payment, begun.buyer
    return ToPay(
        row.payment_id,
        org_id,
        row.order_id,
        buyer.order_number,
        row.amount_minor,
        row.currency,
        row.return_url,
        row.return_url,
        buyer.shop_name,
        buyer.customer_name,
        buyer.customer_email,
        begun.nth,
    )
