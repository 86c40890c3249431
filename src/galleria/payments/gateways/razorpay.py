"""Razorpay: an order a payment, paid on the merchant's page with Razorpay's script.

https://razorpay.com/docs/api/orders, /payments, /refunds. Requests are JSON with basic auth. An
order has no idempotency key: it carries our payment's id as its receipt, by which it is found.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct

from galleria.engine.outbound import Outbound, Outgoing
from galleria.payments.gateways.account import Account
from galleria.payments.gateways.calling import TIMEOUT_S, call
from galleria.payments.gateways.facts import (
    Begun,
    GatewayFact,
    Known,
    NextStep,
    ToPay,
    ToRefund,
)
from galleria.payments.gateways.gateway import Confirmation
from galleria.payments.gateways.razorpay_events import read_event
from galleria.payments.gateways.razorpay_objects import (
    RazorpayOrder,
    RazorpayOrders,
    RazorpayPayment,
    RazorpayPayments,
    RazorpayRefund,
    RazorpayRefunds,
    fact_of_payment,
    fact_of_refund,
    in_order,
    nobody_paid,
)
from galleria.payments.gateways.refusals import GatewayRefused
from galleria.payments.gateways.signatures import is_signed

T = TypeVar("T", bound=Struct)

# Minutes until what is authorized and not captured goes back by itself: five days.
KEPT_AUTHORIZED_MIN = 7_200
CAPTURED_WITHIN_MIN = 12


class Razorpay:
    """A merchant's account with Razorpay."""

    def __init__(self, account: Account, outbound: Outbound) -> None:
        self._account = account
        self._outbound = outbound

    async def create(self, asked: ToPay) -> Begun:
        """Make an order, or find the one that was made when the answer was lost."""
        receipt = asked.payment_id.hex
        order = await self._found(receipt) or await self._post(
            "/v1/orders", self._order_body(asked, receipt), RazorpayOrder
        )
        client: dict[str, str | int] = {
            "key": self._account.public_key,
            "order_id": order.id,
            "amount": order.amount,
            "currency": order.currency,
            "name": asked.shop_name,
            "description": f"Order {asked.order_number}",
            "callback_url": asked.return_url,
            "prefill_name": asked.customer_name,
            "prefill_email": asked.customer_email,
        }
        return Begun(order.id, NextStep("client", client=client))

    async def fetch(self, known: Known) -> list[GatewayFact]:
        """Return what every try to pay the order says."""
        path = f"/v1/orders/{quote(known.gateway_ref, safe='')}/payments"
        tries = (await self._get(path, RazorpayPayments)).items
        return in_order([fact_of_payment(it) for it in tries]) or [nobody_paid(known)]

    async def capture(self, known: Known) -> GatewayFact:
        """Capture the payment; captured already is as good."""
        if known.gateway_payment_id is None:
            raise GatewayRefused("Nobody has paid yet.")
        body = {"amount": known.amount_minor, "currency": known.currency}
        path = f"/v1/payments/{quote(known.gateway_payment_id, safe='')}"
        try:
            captured = await self._post(f"{path}/capture", body, RazorpayPayment)
        except GatewayRefused:
            captured = await self._get(path, RazorpayPayment)
            if captured.status not in ("captured", "refunded"):
                raise
        return fact_of_payment(captured)

    async def cancel(self, known: Known) -> list[GatewayFact]:
        """Say what became of it: an order cannot be closed; who pays late gets it back."""
        return await self.fetch(known)

    async def refund(self, known: Known, refund: ToRefund) -> GatewayFact:
        """Make a refund of the captured payment."""
        if known.gateway_payment_id is None:
            raise GatewayRefused("Nobody has paid yet.")
        body = {
            "amount": refund.amount_minor,
            "speed": "normal",
            "receipt": refund.refund_id.hex,
            "notes": {"payment_id": str(known.payment_id), "refund_id": str(refund.refund_id)},
        }
        path = f"/v1/payments/{quote(known.gateway_payment_id, safe='')}/refund"
        if refund.is_asked_again and (found := await self._refund_at(f"{path}s", refund)):
            return found
        key = {"X-Refund-Idempotency": str(refund.refund_id)}
        return fact_of_refund(await self._post(path, body, RazorpayRefund, key))

    async def _refund_at(self, path: str, refund: ToRefund) -> GatewayFact | None:
        listed = (await self._get(f"{path}?count=100", RazorpayRefunds)).items
        facts = [fact_of_refund(it) for it in listed]
        return next((it for it in facts if it.refund_id == refund.refund_id), None)

    async def fetch_refund(self, known: Known, gateway_refund_id: str) -> GatewayFact:
        """Return what has become of a refund."""
        path = f"/v1/refunds/{quote(gateway_refund_id, safe='')}"
        return fact_of_refund(await self._get(path, RazorpayRefund))

    def read_event(self, headers: Mapping[str, str], body: bytes, now: datetime) -> GatewayFact:
        """Verify `X-Razorpay-Signature` and read the event."""
        return read_event(headers, body, self._account.secrets.webhook, now)

    def is_confirmed(self, known: Known, confirmation: Confirmation) -> bool:
        """Say whether `order|payment` is signed with the account's secret."""
        message = f"{known.gateway_ref}|{confirmation.gateway_payment_id}"
        return is_signed(message.encode(), [confirmation.signature], [self._account.secrets.api])

    def _order_body(self, asked: ToPay, receipt: str) -> dict[str, Any]:
        return {
            "amount": asked.amount_minor,
            "currency": asked.currency,
            "receipt": receipt,
            "notes": {"payment_id": str(asked.payment_id), "order_number": asked.order_number},
            "payment": {
                "capture": self._account.capture,
                "capture_options": {
                    "automatic_expiry_period": CAPTURED_WITHIN_MIN,
                    "manual_expiry_period": KEPT_AUTHORIZED_MIN,
                    "refund_speed": "normal",
                },
            },
        }

    async def _found(self, receipt: str) -> RazorpayOrder | None:
        found = await self._get(f"/v1/orders?receipt={receipt}&count=1", RazorpayOrders)
        # Whoever does not know the filter would list somebody else's.
        return next((order for order in found.items if order.receipt == receipt), None)

    async def _get(self, path: str, wanted: type[T]) -> T:
        return await self._call("GET", path, b"", wanted, {}, is_idempotent=True)

    async def _post(
        self, path: str, body: dict[str, Any], wanted: type[T], key: dict[str, str] | None = None
    ) -> T:
        headers = {"Content-Type": "application/json", **(key or {})}
        sent = msgspec.json.encode(body)
        return await self._call("POST", path, sent, wanted, headers, is_idempotent=bool(key))

    async def _call(  # noqa: PLR0913  # house: one place for every call
        self,
        method: str,
        path: str,
        body: bytes,
        wanted: type[T],
        headers: dict[str, str],
        *,
        is_idempotent: bool,
    ) -> T:
        names = f"{self._account.public_key}:{self._account.secrets.api}"
        authorization = f"Basic {base64.b64encode(names.encode()).decode()}"
        outgoing = Outgoing(
            method,
            self._account.api_url + path,
            {"Authorization": authorization, **headers},
            body,
            is_idempotent=is_idempotent,
            timeout_s=TIMEOUT_S,
        )
        return await call(self._outbound, outgoing, wanted)
