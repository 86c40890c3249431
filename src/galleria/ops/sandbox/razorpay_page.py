"""What a shopper does on the pay page of a Razorpay account, or the control does for them."""

from galleria.ops.sandbox.payable import Act, NotNow, Onward, Payable
from galleria.ops.sandbox.razorpay_book import Ordered, RazorpayBook
from galleria.ops.sandbox.razorpay_objects import Payment
from galleria.ops.sandbox.signing import razorpay_checkout_signature

_TRIES: tuple[Act, ...] = ("pay", "decline", "authorize", "pay_later", "close")


class RazorpayPage:
    """Orders are paid here; an order is never closed, so one can be paid at any time."""

    def __init__(self, book: RazorpayBook) -> None:
        self.book = book
        self.account = book.account

    def payables(self) -> list[Payable]:
        """Return every payment, the newest first."""
        return [self._payable(it) for it in self.book.orders.newest_first()]

    def payable(self, ref: str) -> Payable | None:
        """Return one payment by its order's name."""
        ordered = self.book.orders.get(ref)
        return None if ordered is None else self._payable(ordered)

    def act(self, ref: str, act: Act) -> Onward:
        """Do it, and tell; NotNow when the state does not allow it."""
        ordered = self.book.orders.get(ref)
        if ordered is None or act not in self._acts(ordered):
            raise NotNow
        last = ordered.tries[-1] if ordered.tries else None
        match act:
            case "settle" | "fail" | "capture":
                assert last is not None
                self._end(ordered, last, act)
            case "close":
                return Onward()
            case _:
                last = self._try(ordered, act)
        self.book.told(ordered.order.amount)
        return self._onward(ordered, last)

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail."""
        return self.book.end_refund(ref, is_paid_out=is_paid_out)

    def _try(self, ordered: Ordered, act: Act) -> Payment:
        payment = self.book.begin(ordered)
        match act:
            case "decline":
                self.book.decline(ordered, payment)
            case "pay_later":
                self._settle_later(ordered, payment)
            case "authorize":
                self.book.authorize(ordered, payment, is_captured=False)
            case _:
                self.book.authorize(ordered, payment, is_captured=ordered.is_captured_at_once)
        return payment

    def _end(self, ordered: Ordered, payment: Payment, act: Act) -> None:
        if act == "capture":
            self.book.capture(payment, payment.amount, payment.currency)
        elif act == "settle":
            self.book.authorize(ordered, payment, is_captured=ordered.is_captured_at_once)
        else:
            self.book.decline(ordered, payment)

    def _settle_later(self, ordered: Ordered, payment: Payment) -> None:
        def settle() -> None:
            if payment.status == "created":
                self.act(ordered.order.id, "settle")

        self.book.later.do(self.book.conduct(payment.amount).settle_ms, settle)

    def _onward(self, ordered: Ordered, payment: Payment) -> Onward:
        if ordered.callback_url is None or payment.status not in ("authorized", "captured"):
            return Onward()
        signature = razorpay_checkout_signature(
            self.account.secret_key, ordered.order.id, payment.id
        )
        fields = {
            "razorpay_payment_id": payment.id,
            "razorpay_order_id": ordered.order.id,
            "razorpay_signature": signature,
        }
        return Onward(ordered.callback_url, fields)

    def _payable(self, ordered: Ordered) -> Payable:
        order, last = ordered.order, ordered.tries[-1] if ordered.tries else None
        return Payable(
            ref=order.id,
            gateway="razorpay",
            account=self.account.public_key,
            title=f"Order {order.receipt}" if order.receipt else "Order",
            amount=order.amount,
            currency=order.currency,
            state=last.status if last is not None else order.status,
            acts=self._acts(ordered),
            created=order.created_at,
        )

    def _acts(self, ordered: Ordered) -> tuple[Act, ...]:
        if ordered.order.status == "paid":
            return ()
        last = ordered.tries[-1] if ordered.tries else None
        if last is not None and last.status == "created":
            return ("settle", "fail")
        if last is not None and last.status == "authorized":
            return ("capture",)
        return _TRIES
