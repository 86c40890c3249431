"""What a shopper does on the pay page of a Stripe account, or the control does for them."""

from galleria.ops.sandbox.ids import now_s
from galleria.ops.sandbox.payable import Act, NotNow, Onward, Payable
from galleria.ops.sandbox.stripe_book import OPEN, Checkout, StripeBook, void
from galleria.ops.sandbox.stripe_objects import Intent, Session

_TRIES: tuple[Act, ...] = ("pay", "decline", "authorize", "pay_later", "close")


class StripePage:
    """Sessions are paid here; an intent made by itself can be, too."""

    def __init__(self, book: StripeBook) -> None:
        self.book = book
        self.account = book.account

    def payables(self) -> list[Payable]:
        """Return every payment, the newest first."""
        of_sessions = [self._of_checkout(it) for it in self.book.checkouts.newest_first()]
        within = {it.intent.id for it in self.book.checkouts.newest_first()}
        alone = [it for it in self.book.intents.newest_first() if it.id not in within]
        found = [*of_sessions, *(self._of_intent(it) for it in alone)]
        return sorted(found, key=lambda it: it.created, reverse=True)

    def payable(self, ref: str) -> Payable | None:
        """Return one payment by its session's or intent's name."""
        checkout = self.book.checkouts.get(ref)
        if checkout is not None:
            return self._of_checkout(checkout)
        intent = self.book.intents.get(ref)
        return None if intent is None else self._of_intent(intent)

    def act(self, ref: str, act: Act) -> Onward:
        """Do it, and tell; NotNow when the state does not allow it."""
        payable = self.payable(ref)
        if payable is None or act not in payable.acts:
            raise NotNow
        checkout = self.book.checkouts.get(ref)
        intent = checkout.intent if checkout is not None else self.book.intents.get(ref)
        assert intent is not None
        if checkout is not None:
            self._on_session(checkout, act)
        else:
            self._on_intent(intent, act)
        self.book.told(intent.amount)
        return self._onward(checkout, act)

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail."""
        return self.book.end_refund(ref, is_paid_out=is_paid_out)

    def _on_session(self, checkout: Checkout, act: Act) -> None:
        session, intent = checkout.session, checkout.intent
        if act == "close":
            return
        if session.payment_intent is None:
            session.payment_intent = intent.id
            self.book.open_intent(intent)
        if act in ("settle", "fail"):
            self._settled(session, intent, is_paid=act == "settle")
            return
        self._on_intent(intent, act)
        if intent.status in ("succeeded", "requires_capture", "processing"):
            self._complete(session, intent)

    def _complete(self, session: Session, intent: Intent) -> None:
        session.status, session.url = "complete", None
        session.payment_status = "paid" if intent.status == "succeeded" else "unpaid"
        session.customer_details = {
            "email": session.customer_email,
            "name": "Sandbox Shopper",
            "phone": None,
            "address": None,
            "tax_exempt": "none",
            "tax_ids": [],
        }
        self.book.note_session("checkout.session.completed", session)

    def _settled(self, session: Session, intent: Intent, *, is_paid: bool) -> None:
        self.book.end_processing(intent, is_paid=is_paid)
        session.payment_status = "paid" if is_paid else "unpaid"
        outcome = "succeeded" if is_paid else "failed"
        self.book.note_session(f"checkout.session.async_payment_{outcome}", session)

    def _on_intent(self, intent: Intent, act: Act) -> None:
        book = self.book
        match act:
            case "pay" | "pay_late":
                book.pay(intent, is_manual=intent.capture_method == "manual")
            case "authorize":
                book.pay(intent, is_manual=True)
            case "decline":
                book.decline(intent)
            case "pay_later":
                book.start_processing(intent)
                self._settle_later(intent)
            case "settle" | "fail":
                book.end_processing(intent, is_paid=act == "settle")
            case "capture":
                book.capture(intent, intent.amount_capturable)
            case "close":
                pass

    def _settle_later(self, intent: Intent) -> None:
        checkout = self.book.checkout_of(intent)
        ref = checkout.session.id if checkout is not None else intent.id

        def settle() -> None:
            if intent.status == "processing":
                void(self.act(ref, "settle"))

        self.book.later.do(self.book.conduct(intent.amount).settle_ms, settle)

    def _onward(self, checkout: Checkout | None, act: Act) -> Onward:
        if checkout is None:
            return Onward()
        session = checkout.session
        if session.status == "complete" and session.success_url is not None:
            return Onward(session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id))
        # Who closes the page goes back; who was declined stays and tries again.
        return Onward(session.cancel_url) if act == "close" else Onward()

    def _of_checkout(self, checkout: Checkout) -> Payable:
        session, intent = checkout.session, checkout.intent
        self._run_out(session)
        acts = self._acts(intent) if session.status == "complete" else _TRIES
        if session.status == "expired":
            acts = ("pay_late",) if intent.status in (*OPEN, "canceled") else ()
        state = session.status if session.status == "expired" else intent.status
        return self._payable(session.id, intent, state, acts, session.created)

    def _of_intent(self, intent: Intent) -> Payable:
        return self._payable(intent.id, intent, intent.status, self._acts(intent), intent.created)

    def _acts(self, intent: Intent) -> tuple[Act, ...]:
        if intent.status in OPEN:
            return _TRIES
        of_status: dict[str, tuple[Act, ...]] = {
            "processing": ("settle", "fail"),
            "requires_capture": ("capture",),
            "canceled": ("pay_late",),
        }
        return of_status.get(intent.status, ())

    def _run_out(self, session: Session) -> None:
        if session.status == "open" and session.expires_at <= now_s():
            session.status, session.url = "expired", None
            self.book.note_session("checkout.session.expired", session)
            self.book.told(session.amount_total)

    def _payable(
        self, ref: str, intent: Intent, state: str, acts: tuple[Act, ...], created: int
    ) -> Payable:
        return Payable(
            ref=ref,
            gateway="stripe",
            account=self.account.public_key,
            title=intent.description or "Payment",
            amount=intent.amount,
            currency=intent.currency.upper(),
            state=state,
            acts=acts,
            created=created,
        )
