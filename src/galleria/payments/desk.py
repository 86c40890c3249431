"""The payments of some orders under their locks: news is heard in memory, and written at once.

Everything that changes a payment or a refund goes over a desk: a gateway's facts, a cancellation,
staff's wishes. In order of arrival; what comes twice or late changes nothing.
"""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Actor
from galleria.base.tx import Tx
from galleria.orders import Life, Paid, PaymentMark, is_payable, locked
from galleria.payments.gateways import GatewayFact
from galleria.payments.queries import lock_payments
from galleria.payments.refund_book import RefundBook
from galleria.payments.refund_queries import refunds_of
from galleria.payments.rows import ACTIVE, PaymentRow, Refund, RefundCause
from galleria.payments.rules import Outcome, decide

ENDINGS: frozenset[Outcome] = frozenset({"failed", "cancelled", "unwanted", "mismatched"})
REFUND_FACTS = frozenset({"refund_pending", "refunded", "refund_failed"})


class By(Struct, frozen=True):
    """Who says so."""

    actor: Actor
    request_id: str


class News(Struct, frozen=True):
    """What happened to a payment."""

    payment_id: UUID
    outcome: Outcome
    by: By


class Desk:
    """Holds the locked rows and what is to be written; `write_desk` writes it."""

    def __init__(
        self, lives: dict[UUID, Life], rows: list[PaymentRow], refunds: list[Refund]
    ) -> None:
        self.lives = lives
        self.before = {row.payment_id: row for row in rows}
        self.rows = dict(self.before)
        self.refunds = RefundBook(refunds)
        self.news: list[News] = []
        self.paid: dict[UUID, Paid] = {}
        self.marks: list[PaymentMark] = []

    def of_order(self, order_id: UUID) -> list[PaymentRow]:
        """Return an order's payments as they are now, the oldest first."""
        return [row for row in self.rows.values() if row.order_id == order_id]

    def hear(self, by: By, payment_id: UUID, fact: GatewayFact) -> None:
        """Take in a fact about a payment that is here."""
        row = self.rows[payment_id]
        if fact.kind in REFUND_FACTS:
            self._hear_refund(by, row, fact)
            return
        decision = decide(row, fact, is_wanted=self._is_wanted(row))
        self.rows[payment_id] = decision.payment
        if decision.outcome in ("captured", "authorized"):
            self._supersede(by, decision.payment)
        if decision.outcome == "captured":
            amount = decision.payment.amount_minor
            self.paid[row.order_id] = Paid(row.order_id, amount, by.actor, by.request_id)
        self.tell(by, payment_id, decision.outcome)

    def call_off(self, by: By, row: PaymentRow) -> None:
        """Let nobody pay it any more; the gateway is told later."""
        wanted = "cancel" if row.method == "gateway" else None
        self.rows[row.payment_id] = replace(row, state="cancelled", wanted=wanted)
        self.tell(by, row.payment_id, "cancelled")

    def give_back(
        self, by: By, row: PaymentRow, amount_minor: int, *, cause: RefundCause, reason: str
    ) -> Refund:
        """Give so much of a captured payment back: by its gateway later, or at once by hand.

        The caller has seen that it is no more than `refundable_minor`.
        """
        assert 0 < amount_minor <= row.refundable_minor
        self.rows[row.payment_id] = replace(row, refunded_minor=row.refunded_minor + amount_minor)
        refund = self.refunds.make(row, amount_minor, cause, reason, by.actor, by.request_id)
        if refund.state == "succeeded":
            self._mark_refunded(row, refund)
        return refund

    def tell(self, by: By, payment_id: UUID, outcome: Outcome) -> None:
        """Note what happened, and what it means for the order."""
        if outcome == "nothing":
            return
        self.news.append(News(payment_id, outcome, by))
        order_id = self.rows[payment_id].order_id
        if outcome == "authorized":
            self.marks.append(PaymentMark(order_id, "authorize"))
        elif outcome in ENDINGS and not self._has_active(order_id):
            self.marks.append(PaymentMark(order_id, "fail"))

    def _has_active(self, order_id: UUID) -> bool:
        return any(row.state in ACTIVE and not row.is_late for row in self.of_order(order_id))

    def _is_wanted(self, row: PaymentRow) -> bool:
        others = (other for other in self.of_order(row.order_id) if other is not row)
        is_paid_otherwise = row.order_id in self.paid or any(other.counts for other in others)
        life = self.lives[row.order_id]
        # Of a page that was left open when the order was changed: it would pay too little.
        is_outdated = row.amount_minor != life.head.total_minor - life.head.paid_minor
        return is_payable(life) and not is_paid_otherwise and not is_outdated

    def _supersede(self, by: By, taken: PaymentRow) -> None:
        for other in self.of_order(taken.order_id):
            if other.payment_id != taken.payment_id and other.state in (
                "created",
                "pending",
                "authorized",
            ):
                self.call_off(by, other)

    def _hear_refund(self, by: By, row: PaymentRow, fact: GatewayFact) -> None:
        heard = self.refunds.hear(row, fact, by.actor, by.request_id)
        if heard is None:
            return
        if heard.is_new:
            row = replace(row, refunded_minor=row.refunded_minor + heard.refund.amount_minor)
        if heard.refund.state == "failed":
            row = replace(row, refunded_minor=row.refunded_minor - heard.refund.amount_minor)
        self.rows[row.payment_id] = row
        if heard.refund.state == "succeeded":
            self._mark_refunded(row, heard.refund)

    def _mark_refunded(self, row: PaymentRow, refund: Refund) -> None:
        if row.counts:
            self.marks.append(PaymentMark(row.order_id, "refund_part", refund.amount_minor))


async def open_desk(tx: Tx, order_ids: list[UUID]) -> Desk:
    """Lock orders and their payments, in that order; 4 statements, any number."""
    lives = await locked(tx, sorted(set(order_ids)))
    rows = await lock_payments(tx, order_ids=list(lives)) if lives else []
    refundable = [row.payment_id for row in rows if row.captured_minor]
    refunds = await refunds_of(tx, payment_ids=refundable) if refundable else []
    return Desk(lives, rows, refunds)
