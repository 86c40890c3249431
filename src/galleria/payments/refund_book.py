"""The refunds of some payments under their locks: what is asked for, and what gateways say."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.payments.gateways import GatewayFact
from galleria.payments.rows import PaymentRow, Refund, RefundCause, RefundState

_AFTER: dict[str, RefundState] = {
    "refund_pending": "pending",
    "refunded": "succeeded",
    "refund_failed": "failed",
}
_RANK: dict[RefundState, int] = {"created": 0, "pending": 1, "succeeded": 2, "failed": 2}


class Heard(Struct, frozen=True):
    """A refund that moved; `is_new`: it was made at the gateway, and not here."""

    refund: Refund
    is_new: bool


class RefundBook:
    """Holds the refunds, those just made, and who made them or told of them."""

    def __init__(self, refunds: list[Refund]) -> None:
        self.before = {refund.refund_id: refund for refund in refunds}
        self.refunds = dict(self.before)
        self.told_by: dict[UUID, tuple[Actor, str]] = {}

    def make(  # noqa: PLR0913  # house: a refund's facts, each by its place
        self,
        payment: PaymentRow,
        amount_minor: int,
        cause: RefundCause,
        reason: str,
        actor: Actor,
        request_id: str,
    ) -> Refund:
        """Write a refund down: `created` for a gateway, done where there is none."""
        state: RefundState = "created" if payment.method == "gateway" else "succeeded"
        refund = _new(payment, amount_minor, cause, reason[:500], state)
        return self._put(refund, actor, request_id)

    def hear(
        self, payment: PaymentRow, fact: GatewayFact, actor: Actor, request_id: str
    ) -> Heard | None:
        """Take in what a gateway says; None when that changes nothing. Forward only."""
        state = _AFTER[fact.kind]
        known = self._known(payment, fact)
        if known is None:
            if state == "failed" or not 0 < fact.amount_minor <= payment.refundable_minor:
                return None
            made = _new(payment, fact.amount_minor, "gateway", "", state)
            made = replace(made, gateway_refund_id=fact.gateway_refund_id)
            return Heard(self._put(made, actor, request_id), True)
        if _RANK[state] <= _RANK[known.state]:
            if known.gateway_refund_id is None and fact.gateway_refund_id is not None:
                named = replace(known, gateway_refund_id=fact.gateway_refund_id)
                self.refunds[known.refund_id] = named
            return None
        moved = replace(
            known,
            state=state,
            gateway_refund_id=fact.gateway_refund_id or known.gateway_refund_id,
            failure_code=fact.failure_code[:200] or None,
            failure_detail=fact.failure_detail or None,
        )
        return Heard(self._put(moved, actor, request_id), False)

    def _put(self, refund: Refund, actor: Actor, request_id: str) -> Refund:
        self.refunds[refund.refund_id] = refund
        self.told_by[refund.refund_id] = (actor, request_id)
        return refund

    def _known(self, payment: PaymentRow, fact: GatewayFact) -> Refund | None:
        mine = [it for it in self.refunds.values() if it.payment_id == payment.payment_id]
        for refund in mine:
            if refund.refund_id == fact.refund_id:
                return refund
        for refund in mine:
            if fact.gateway_refund_id and refund.gateway_refund_id == fact.gateway_refund_id:
                return refund
        # One that was asked for and whose answer is not here yet: the webhook came first.
        for refund in mine:
            is_nameless = refund.gateway_refund_id is None and fact.refund_id is None
            if (
                is_nameless
                and refund.state == "created"
                and refund.amount_minor == fact.amount_minor
            ):
                return refund
        return None


def _new(
    payment: PaymentRow, amount_minor: int, cause: RefundCause, reason: str, state: RefundState
) -> Refund:
    now = datetime.now(UTC)
    return Refund(
        refund_id=new_id(),
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        state=state,
        cause=cause,
        amount_minor=amount_minor,
        currency=payment.received_currency or payment.currency,
        reason=reason,
        gateway_refund_id=None,
        failure_code=None,
        failure_detail=None,
        version=1,
        created_at=now,
        updated_at=now,
    )
