"""Facts about payments; each is about a payment, by its id."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.events import Event
from galleria.payments.gateways.account import GatewayName
from galleria.payments.rows import PaymentMethod, RefundCause


class GatewayAccountCreated(Event, frozen=True, tag="gateway_account.created"):
    subject_field: ClassVar[str | None] = "account_id"
    account_id: UUID
    gateway: GatewayName
    name: str
    store_id: UUID | None


class GatewayAccountChanged(Event, frozen=True, tag="gateway_account.changed"):
    """Of its secrets no more than that they were replaced."""

    subject_field: ClassVar[str | None] = "account_id"
    account_id: UUID
    changed: list[str]
    version: int


class PaymentEvent(Event, frozen=True, kw_only=True):
    """What every fact about a payment says."""

    subject_field: ClassVar[str | None] = "payment_id"
    payment_id: UUID
    order_id: UUID
    store_id: UUID
    method: PaymentMethod
    amount_minor: int
    currency: str


class PaymentCreated(PaymentEvent, frozen=True, tag="payment.created"):
    """Somebody is about to pay."""


class PaymentAuthorized(PaymentEvent, frozen=True, tag="payment.authorized"):
    """The money is set aside; it is still to be captured."""


class PaymentCaptured(PaymentEvent, frozen=True, tag="payment.captured"):
    """The money came. `is_late`: its order wants it no more, so it goes back by itself."""

    is_late: bool = False


class PaymentFailed(PaymentEvent, frozen=True, tag="payment.failed"):
    """It was declined; the order can be paid again while its units are held."""

    failure_code: str = ""


class PaymentCancelled(PaymentEvent, frozen=True, tag="payment.cancelled"):
    """Nobody is to pay it any more."""


class PaymentMismatched(PaymentEvent, frozen=True, tag="payment.mismatched"):
    """Another amount or currency came than was asked for: somebody has to look at it."""

    received_minor: int = 0
    received_currency: str = ""


class RefundEvent(Event, frozen=True, kw_only=True):
    """What every fact about a refund says."""

    subject_field: ClassVar[str | None] = "payment_id"
    payment_id: UUID
    order_id: UUID
    refund_id: UUID
    cause: RefundCause
    amount_minor: int
    currency: str


class PaymentRefunded(RefundEvent, frozen=True, tag="payment.refunded"):
    """So much went back."""


class RefundFailed(RefundEvent, frozen=True, tag="refund.failed"):
    """The gateway did not give it back: it can be asked for again."""

    failure_code: str = ""
