"""A Stripe account's sessions, intents, charges and refunds, and what becomes of them."""

from msgspec import Struct

from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.conduct import Conduct, conduct_for
from galleria.ops.sandbox.ids import now_s, reference
from galleria.ops.sandbox.kept import Kept
from galleria.ops.sandbox.later import Later
from galleria.ops.sandbox.stripe_errors import StripeError, unexpected_state
from galleria.ops.sandbox.stripe_objects import (
    Asked,
    Charge,
    Event,
    Happened,
    Intent,
    PaymentError,
    Refund,
    Session,
    snapshot,
)
from galleria.ops.sandbox.stripe_telling import tell
from galleria.ops.sandbox.webhooks import Webhooks

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
# Nobody asked through the API: it was done on a page, or by itself.
BY_HAND = Asked()
CANCELABLE = (*OPEN, "requires_capture")


class Checkout(Struct):
    """A session, and the intent that the first try to pay it makes."""

    session: Session
    intent: Intent


class StripeBook:
    """What happens is noted as events, which `told` sends once the act is over."""

    def __init__(self, account: Account, webhooks: Webhooks, later: Later) -> None:
        self.account = account
        self._webhooks = webhooks
        self.later = later
        self._events: list[Event] = []
        self.checkouts: Kept[Checkout] = Kept()
        self._by_intent: Kept[Checkout] = Kept()
        self.intents: Kept[Intent] = Kept()
        self.charges: Kept[Charge] = Kept()
        self.refunds: Kept[Refund] = Kept()

    def told(self, amount: int, asked: Asked = BY_HAND) -> None:
        """Send what was noted, as the conduct towards such an amount has it."""
        events, self._events = self._events, []
        tell(self._webhooks, self.account, events, asked, self.conduct(amount))

    def conduct(self, amount: int) -> Conduct:
        """Return how a payment of so much is treated."""
        return conduct_for(amount, self.account.conduct)

    def checkout_of(self, intent: Intent) -> Checkout | None:
        """Return the checkout whose intent it is; None for one made by itself."""
        return self._by_intent.get(intent.id)

    def open_checkout(self, checkout: Checkout) -> None:
        """Keep a session and the intent to come."""
        self.checkouts.keep(checkout.session.id, checkout)
        self._by_intent.keep(checkout.intent.id, checkout)

    def open_intent(self, intent: Intent) -> None:
        """Keep an intent."""
        self.intents.keep(intent.id, intent)
        self._note("payment_intent.created", intent)

    def pay(self, intent: Intent, *, is_manual: bool) -> None:
        """Take the money, or only authorize it."""
        if self.conduct(intent.amount).paying == "declined":
            self.decline(intent)
            return
        charge = self._charge(intent, "succeeded", is_paid=True)
        intent.last_payment_error = None
        intent.payment_method = reference("pm", 24)
        if is_manual:
            intent.status, intent.amount_capturable = "requires_capture", intent.amount
            self._note("payment_intent.amount_capturable_updated", intent)
        else:
            self._received(intent, charge, intent.amount)
            self._note("payment_intent.succeeded", intent)
        self._note("charge.succeeded", charge)

    def decline(self, intent: Intent) -> None:
        """Let the card be declined; the intent waits for another."""
        charge = self._charge(intent, "failed", is_paid=False)
        charge.failure_code = "card_declined"
        charge.failure_message = "Your card was declined."
        intent.status = "requires_payment_method"
        intent.last_payment_error = PaymentError(charge=charge.id)
        self._note("payment_intent.payment_failed", intent)
        self._note("charge.failed", charge)

    def start_processing(self, intent: Intent) -> None:
        """Begin to be paid by a method that takes its time."""
        self._charge(intent, "pending", is_paid=False)
        intent.status = "processing"
        self._note("payment_intent.processing", intent)

    def end_processing(self, intent: Intent, *, is_paid: bool) -> None:
        """Let the method that takes its time succeed or fail."""
        if not is_paid:
            self.decline(intent)
            return
        charge = self.charges.get(intent.latest_charge or "")
        assert charge is not None
        charge.status, charge.paid = "succeeded", True
        self._received(intent, charge, intent.amount)
        self._note("payment_intent.succeeded", intent)
        self._note("charge.succeeded", charge)

    def capture(self, intent: Intent, amount: int) -> None:
        """Take what was authorized, or a part: the rest is released."""
        if intent.status != "requires_capture":
            raise unexpected_state("captured", intent.status, ("requires_capture",))
        if amount > intent.amount_capturable:
            raise StripeError(
                400,
                f"The requested capture amount is greater than the authorized amount. "
                f"Received: {amount}, authorized: {intent.amount_capturable}.",
                code="amount_too_large",
                param="amount_to_capture",
            )
        charge = self.charges.get(intent.latest_charge or "")
        assert charge is not None
        self._received(intent, charge, amount)
        self._note("charge.captured", charge)
        self._note("payment_intent.succeeded", intent)
        if (checkout := self.checkout_of(intent)) is not None:
            checkout.session.payment_status = "paid"

    def cancel(self, intent: Intent, reason: str | None) -> None:
        """Let nobody pay it any more; what was authorized is released."""
        if intent.status not in CANCELABLE:
            raise unexpected_state("canceled", intent.status, CANCELABLE)
        charge = self.charges.get(intent.latest_charge or "")
        if intent.status == "requires_capture" and charge is not None:
            charge.refunded, charge.amount_refunded = True, charge.amount
            self._note("charge.refunded", charge)
        intent.status, intent.amount_capturable = "canceled", 0
        intent.canceled_at, intent.cancellation_reason = now_s(), reason
        self._note("payment_intent.canceled", intent)

    def refund(self, refund: Refund) -> None:
        """Give money back: at once, later, or not after all, as the conduct has it."""
        charge = self.charges.get(refund.charge)
        assert charge is not None
        charge.amount_refunded += refund.amount
        charge.refunded = charge.amount_refunded == charge.amount_captured
        conduct = self.conduct(charge.amount)
        refund.status = "succeeded" if conduct.refunds == "at_once" else "pending"
        self.refunds.keep(refund.id, refund)
        self._note("refund.created", refund)
        self._note("charge.refunded", charge)
        is_paid_out = conduct.refunds != "failing"
        if refund.status == "pending":
            self.later.do(
                conduct.settle_ms,
                lambda: void(self.end_refund(refund.id, is_paid_out=is_paid_out)),
            )

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail; false when there is none of that name."""
        refund = self.refunds.get(ref)
        if refund is None or refund.status != "pending":
            return False
        charge = self.charges.get(refund.charge)
        assert charge is not None
        if is_paid_out:
            refund.status = "succeeded"
        else:
            refund.status, refund.failure_reason = "failed", "unknown"
            charge.amount_refunded -= refund.amount
            charge.refunded = False
            self._note("refund.failed", refund)
        self._note("refund.updated", refund)
        self._note("charge.refund.updated", refund)
        self.told(charge.amount)
        return True

    def note_session(self, kind: str, session: Session) -> None:
        """Note what happened to a session."""
        self._note(kind, session)

    def _received(self, intent: Intent, charge: Charge, amount: int) -> None:
        intent.status, intent.amount_received, intent.amount_capturable = "succeeded", amount, 0
        charge.captured, charge.amount_captured = True, amount
        charge.balance_transaction = reference("txn", 24)

    def _charge(self, intent: Intent, status: str, *, is_paid: bool) -> Charge:
        assert status in ("succeeded", "pending", "failed")
        charge = Charge(
            amount=intent.amount,
            currency=intent.currency,
            description=intent.description,
            metadata=dict(intent.metadata),
            paid=is_paid,
            payment_intent=intent.id,
            payment_method=reference("pm", 24),
            status=status,
        )
        self.charges.keep(charge.id, charge)
        intent.latest_charge = charge.id
        return charge

    def _note(self, kind: str, what: Intent | Charge | Refund | Session) -> None:
        self._events.append(Event(type=kind, data=Happened(snapshot(what))))


def void(_: object) -> None:
    """Drop a result: a chore has nobody to give it to."""
