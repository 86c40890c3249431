"""Stripe: a hosted Checkout page a payment, whose PaymentIntent is what is captured and refunded.

https://docs.stripe.com/api/checkout/sessions, /api/payment_intents, /api/refunds. Requests are
forms; every POST carries an Idempotency-Key, so that a retry is answered like the first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

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
from galleria.payments.gateways.refusals import GatewayRefused
from galleria.payments.gateways.stripe_events import read_event
from galleria.payments.gateways.stripe_objects import (
    Intent,
    Session,
    StripeRefund,
    StripeRefunds,
    fact_of_intent,
    fact_of_refund,
    facts_of_session,
    stripe_amount,
)

T = TypeVar("T", bound=Struct)

VERSION = "2025-03-31.basil"


class Stripe:
    """A merchant's account with Stripe."""

    def __init__(self, account: Account, outbound: Outbound) -> None:
        self._account = account
        self._outbound = outbound

    async def create(self, asked: ToPay) -> Begun:
        """Open a checkout session."""
        session = await self._post(
            "/v1/checkout/sessions", self._session_form(asked), Session, _key(asked)
        )
        if session.url is None:
            raise GatewayRefused("The checkout session has no page.")
        return Begun(session.id, NextStep("redirect", url=session.url))

    async def fetch(self, known: Known) -> list[GatewayFact]:
        """Return what the session and its intent say."""
        session = await self._session(known)
        return facts_of_session(session)

    async def capture(self, known: Known) -> GatewayFact:
        """Capture the intent; captured already is as good."""
        intent_id = await self._intent_id(known)
        form = [("amount_to_capture", str(stripe_amount(known.amount_minor, known.currency)))]
        path = f"/v1/payment_intents/{quote(intent_id, safe='')}/capture"
        try:
            intent = await self._post(path, form, Intent, f"capture-{known.payment_id}")
        except GatewayRefused:
            return await self._settled(known, "captured")
        return fact_of_intent(intent)

    async def cancel(self, known: Known) -> list[GatewayFact]:
        """Void what is authorized, or close the page."""
        session = await self._session(known)
        intent = session.payment_intent
        key = f"cancel-{known.payment_id}"
        try:
            if isinstance(intent, Intent) and intent.status == "requires_capture":
                path = f"/v1/payment_intents/{quote(intent.id, safe='')}/cancel"
                return [fact_of_intent(await self._post(path, [], Intent, key))]
            if session.status == "open":
                path = f"/v1/checkout/sessions/{quote(known.gateway_ref, safe='')}/expire"
                return facts_of_session(await self._post(path, [], Session, key))
        except GatewayRefused:
            return facts_of_session(await self._session(known))
        return facts_of_session(session)

    async def refund(self, known: Known, refund: ToRefund) -> GatewayFact:
        """Make a refund of the intent."""
        form = [
            ("payment_intent", await self._intent_id(known)),
            ("amount", str(stripe_amount(refund.amount_minor, refund.currency))),
            ("metadata[payment_id]", str(known.payment_id)),
            ("metadata[refund_id]", str(refund.refund_id)),
        ]
        if refund.is_asked_again and (known_one := await self._refund_of(known, refund)):
            return known_one
        made = await self._post("/v1/refunds", form, StripeRefund, f"refund-{refund.refund_id}")
        return fact_of_refund(made)

    async def _refund_of(self, known: Known, refund: ToRefund) -> GatewayFact | None:
        intent = quote(await self._intent_id(known), safe="")
        listed = await self._get(f"/v1/refunds?payment_intent={intent}&limit=100", StripeRefunds)
        facts = [fact_of_refund(it) for it in listed.data]
        return next((it for it in facts if it.refund_id == refund.refund_id), None)

    async def fetch_refund(self, known: Known, gateway_refund_id: str) -> GatewayFact:
        """Return what has become of a refund."""
        path = f"/v1/refunds/{quote(gateway_refund_id, safe='')}"
        return fact_of_refund(await self._get(path, StripeRefund))

    def read_event(self, headers: Mapping[str, str], body: bytes, now: datetime) -> GatewayFact:
        """Verify `Stripe-Signature` and read the event."""
        signature = headers.get("stripe-signature", "")
        return read_event(signature, body, self._account.secrets.webhook, now)

    def is_confirmed(self, known: Known, confirmation: Confirmation) -> bool:
        """Return false: Stripe's page signs nothing."""
        return False

    def _session_form(self, asked: ToPay) -> list[tuple[str, str]]:
        item = "line_items[0][price_data]"
        form = [
            ("mode", "payment"),
            ("client_reference_id", str(asked.order_id)),
            ("success_url", asked.return_url),
            ("cancel_url", asked.cancel_url),
            ("line_items[0][quantity]", "1"),
            (f"{item}[currency]", asked.currency.lower()),
            (f"{item}[unit_amount]", str(stripe_amount(asked.amount_minor, asked.currency))),
            (f"{item}[product_data][name]", f"Order {asked.order_number}"),
            ("metadata[payment_id]", str(asked.payment_id)),
            ("payment_intent_data[metadata][payment_id]", str(asked.payment_id)),
            ("payment_intent_data[description]", f"Order {asked.order_number}"),
            ("payment_intent_data[capture_method]", self._account.capture),
        ]
        if asked.customer_email:
            form.append(("customer_email", asked.customer_email))
        return form

    async def _intent_id(self, known: Known) -> str:
        if known.gateway_payment_id is not None:
            return known.gateway_payment_id
        intent = (await self._session(known)).payment_intent
        if intent is None:
            raise GatewayRefused("Nobody has paid yet.")
        return intent.id if isinstance(intent, Intent) else intent

    async def _settled(self, known: Known, wanted: str) -> GatewayFact:
        for fact in await self.fetch(known):
            if fact.kind == wanted:
                return fact
        raise GatewayRefused(f"The payment cannot be {wanted}.")

    async def _session(self, known: Known) -> Session:
        path = f"/v1/checkout/sessions/{quote(known.gateway_ref, safe='')}"
        return await self._get(f"{path}?expand[]=payment_intent", Session)

    async def _get(self, path: str, wanted: type[T]) -> T:
        outgoing = Outgoing(
            "GET",
            self._account.api_url + path,
            self._headers(),
            is_idempotent=True,
            timeout_s=TIMEOUT_S,
        )
        return await call(self._outbound, outgoing, wanted)

    async def _post(self, path: str, form: list[tuple[str, str]], wanted: type[T], key: str) -> T:
        headers = {
            **self._headers(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": key,
        }
        outgoing = Outgoing(
            "POST",
            self._account.api_url + path,
            headers,
            urlencode(form).encode(),
            is_idempotent=True,
            timeout_s=TIMEOUT_S,
        )
        return await call(self._outbound, outgoing, wanted)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._account.secrets.api}", "Stripe-Version": VERSION}


def _key(asked: ToPay) -> str:
    # Stripe keeps even a 500 under its key. A page that nobody was shown harms nobody.
    return f"{asked.payment_id}-{asked.nth}" if asked.nth else str(asked.payment_id)
