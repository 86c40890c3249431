"""A Razorpay account's orders, payments and refunds, and what becomes of them."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.conduct import Conduct, conduct_for
from galleria.ops.sandbox.ids import now_s, reference
from galleria.ops.sandbox.kept import Kept
from galleria.ops.sandbox.later import Later
from galleria.ops.sandbox.razorpay_errors import RazorpayError
from galleria.ops.sandbox.razorpay_objects import Entity, Event, Order, Payment, Refund
from galleria.ops.sandbox.signing import razorpay_headers
from galleria.ops.sandbox.told import Told
from galleria.ops.sandbox.webhooks import Webhooks


class Ordered(Struct):
    """An order, the tries to pay it, and whether what is authorized is captured at once."""

    order: Order
    tries: list[Payment]
    is_captured_at_once: bool
    callback_url: str | None = None


class RazorpayBook:
    """What happens is noted as events, which `told` sends once the act is over."""

    def __init__(self, account: Account, webhooks: Webhooks, later: Later) -> None:
        self.account = account
        self.later = later
        self._webhooks = webhooks
        self._events: list[Event] = []
        self.orders: Kept[Ordered] = Kept()
        self.payments: Kept[Payment] = Kept()
        self.refunds: Kept[Refund] = Kept()

    def told(self, amount: int) -> None:
        """Send what was noted, as the conduct towards such an amount has it."""
        events, self._events = self._events, []
        self._webhooks.tell(self.account, [self._told(it) for it in events], self.conduct(amount))

    def conduct(self, amount: int) -> Conduct:
        """Return how a payment of so much is treated."""
        return conduct_for(amount, self.account.conduct)

    def open_order(self, ordered: Ordered) -> None:
        """Keep an order; nothing is told of it."""
        self.orders.keep(ordered.order.id, ordered)

    def begin(self, ordered: Ordered) -> Payment:
        """Begin a try to pay."""
        order = ordered.order
        payment = Payment(
            amount=order.amount_due, currency=order.currency, order_id=order.id, notes=order.notes
        )
        ordered.tries.append(payment)
        order.attempts += 1
        order.status = "attempted"
        self.payments.keep(payment.id, payment)
        return payment

    def authorize(self, ordered: Ordered, payment: Payment, *, is_captured: bool) -> None:
        """Let the bank agree; the money is taken at once, or when somebody captures it."""
        if self.conduct(payment.amount).paying == "declined":
            self.decline(ordered, payment)
            return
        payment.status = "authorized"
        self._note("payment.authorized", payment=payment)
        if is_captured:
            self.capture(payment, payment.amount, payment.currency)

    def decline(self, ordered: Ordered, payment: Payment) -> None:
        """Let the bank refuse."""
        payment.status = "failed"
        payment.error_code = "BAD_REQUEST_ERROR"
        payment.error_description = "Your payment was declined by the bank. Try another method."
        payment.error_source, payment.error_step = "bank", "payment_authorization"
        payment.error_reason = "payment_declined"
        self._note("payment.failed", payment=payment)

    def capture(self, payment: Payment, amount: int, currency: str) -> None:
        """Take what was authorized: all of it, or nothing."""
        if payment.status in ("captured", "refunded"):
            raise RazorpayError("This payment has already been captured")
        if payment.status != "authorized":
            raise RazorpayError(
                "Only payments which have been authorized and not yet captured can be captured"
            )
        if (amount, currency) != (payment.amount, payment.currency):
            raise RazorpayError(
                "Capture amount must be equal to the amount authorized", field="amount"
            )
        payment.status, payment.captured = "captured", True
        payment.fee, payment.tax = amount * 2 // 100, amount * 36 // 10_000
        ordered = self.orders.get(payment.order_id)
        self._note("payment.captured", payment=payment)
        if ordered is not None:
            order = ordered.order
            order.amount_paid, order.amount_due, order.status = order.amount, 0, "paid"
            self._note("order.paid", payment=payment, order=order)

    def refund(self, payment: Payment, refund: Refund) -> None:
        """Give money back: at once, later, or not after all, as the conduct has it."""
        payment.amount_refunded += refund.amount
        self._mark(payment)
        conduct = self.conduct(payment.amount)
        is_at_once = conduct.refunds == "at_once"
        refund.status = "processed" if is_at_once else "pending"
        self.refunds.keep(refund.id, refund)
        self._note("refund.created", refund=refund, payment=payment)
        if is_at_once:
            self._note("refund.processed", refund=refund, payment=payment)
            return
        is_paid_out = conduct.refunds != "failing"

        def end() -> None:
            self.end_refund(refund.id, is_paid_out=is_paid_out)

        self.later.do(conduct.settle_ms, end)

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail; false when there is none of that name."""
        refund = self.refunds.get(ref)
        payment = self.payments.get(refund.payment_id) if refund is not None else None
        if refund is None or payment is None or refund.status != "pending":
            return False
        if is_paid_out:
            refund.status = "processed"
            self._note("refund.processed", refund=refund, payment=payment)
        else:
            refund.status = "failed"
            payment.amount_refunded -= refund.amount
            self._mark(payment)
            self._note("refund.failed", refund=refund, payment=payment)
        self.told(payment.amount)
        return True

    def _mark(self, payment: Payment) -> None:
        if payment.amount_refunded == 0:
            payment.status, payment.refund_status = "captured", None
        elif payment.amount_refunded < payment.amount:
            payment.status, payment.refund_status = "captured", "partial"
        else:
            payment.status, payment.refund_status = "refunded", "full"

    def _note(self, kind: str, **entities: Order | Payment | Refund) -> None:
        event = Event(
            account_id=self.account.account_ref.replace("acct", "acc"),
            event=kind,
            contains=list(entities),
            payload={name: Entity(replace(it)) for name, it in entities.items()},
            created_at=now_s(),
        )
        self._events.append(event)

    def _told(self, event: Event) -> Told:
        body, event_id = msgspec.json.encode(event), reference("evt", 14)
        secret = self.account.webhook_secret
        return Told(
            event_id, event.event, body, lambda now: razorpay_headers(secret, body, event_id)
        )
