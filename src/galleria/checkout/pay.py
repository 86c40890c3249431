"""How an order of a cart is paid: begun with payments, which alone say when it is paid."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.call import Call
from galleria.base.refusals import Refusal, TooManyRequests
from galleria.checkout.queries import PaymentSeen
from galleria.payments import (
    GatewayName,
    GatewayRefused,
    GatewayUnavailable,
    HoldExpired,
    NoGateway,
    OrderNotPayable,
    Payment,
    ShopperPayment,
    Url,
    start_payment,
)

PAYING_REFUSALS: tuple[type[Refusal], ...] = (
    OrderNotPayable,
    HoldExpired,
    NoGateway,
    GatewayRefused,
    GatewayUnavailable,
    TooManyRequests,
)

OrderPayment = PaymentSeen


class ChosenPayment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is paid: by the store's gateway, or one of several; or outside of us.

    What a gateway is asked for is held until it is paid; `manual` (a transfer, an invoice) and
    `cash_on_delivery` are ordered at once, and paid later. `return_url` is where a gateway's page
    leads back to.
    """

    method: Literal["gateway", "manual", "cash_on_delivery"] = "gateway"
    gateway: GatewayName | None = None
    account_id: UUID | None = None
    return_url: Url | None = None

    @property
    def is_gateways(self) -> bool:
        """Say whether a gateway takes the money."""
        return self.method == "gateway"


class PaymentProblem(Struct, frozen=True):
    """Why a payment could not be begun."""

    code: str
    title: str
    detail: str


async def begin_payment(call: Call, order_id: UUID, choice: ChosenPayment) -> OrderPayment | None:
    """Begin to pay an order with a gateway, or return what is under way: PAYING_REFUSALS.

    None for what is paid outside of us: nothing is to be begun there.
    """
    if not choice.is_gateways:
        return None
    payment = await start_payment(
        call,
        order_id=order_id,
        body=ShopperPayment(gateway=choice.gateway, return_url=choice.return_url),
        account_id=choice.account_id,
        address=call.client_address,
    )
    return shown_payment(payment)


def shown_payment(payment: Payment | PaymentSeen) -> OrderPayment:
    """Return what the shopper is shown of a payment."""
    return PaymentSeen(*[getattr(payment, name) for name in PaymentSeen.__struct_fields__])


def problem_of(refusal: Refusal) -> PaymentProblem:
    """Return a refusal of payments as a part of an answer."""
    return PaymentProblem(refusal.code, refusal.title, refusal.detail)
