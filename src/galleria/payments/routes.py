"""Payments over HTTP: one line an endpoint."""

from galleria.base.http import Access, Endpoint, command, special
from galleria.base.refusals import Invalid, NotFound, Stale, TooLarge, TooManyRequests
from galleria.payments.account_body import GatewayAccountChanges, NewGatewayAccount
from galleria.payments.account_queries import GatewayAccount
from galleria.payments.accounts import (
    TooManyAccounts,
    change_gateway_account,
    create_gateway_account,
    list_gateway_accounts,
    read_gateway_account,
)
from galleria.payments.change import cancel_payment, capture_payment
from galleria.payments.confirm import OwnPayment, PaymentReturn, confirm, confirm_own_payment
from galleria.payments.gateways import (
    ForgedEvent,
    GatewayRefused,
    GatewayUnavailable,
    MalformedEvent,
    StaleEvent,
)
from galleria.payments.list import list_payments, list_refunds, read_payment, read_refund
from galleria.payments.refund import refund_payment
from galleria.payments.refusals import (
    HoldExpired,
    NoGateway,
    NotConfirmed,
    OrderNotPayable,
    RefundTooLarge,
    TooManyRefunds,
    WrongPaymentState,
)
from galleria.payments.rows import Payment
from galleria.payments.start import NewPayment, create_payment
from galleria.payments.webhook import EVENT_BYTES_MAX, Received, receive_gateway_event

READ, WRITE = "payments:read", "payments:write"
ACCOUNTS = "/gateway-accounts"
STARTING = (
    NotFound,
    OrderNotPayable,
    HoldExpired,
    NoGateway,
    GatewayRefused,
    GatewayUnavailable,
    TooManyRequests,
)
CONFIRMING = (NotFound, NotConfirmed, GatewayRefused, GatewayUnavailable)
EVENT_REFUSALS = (NotFound, ForgedEvent, StaleEvent, MalformedEvent, TooLarge)

ROUTES: list[Endpoint] = [
    command("GET", ACCOUNTS, list_gateway_accounts, permission=READ),
    special(
        "POST",
        ACCOUNTS,
        create_gateway_account,
        access=Access.CALLER,
        permission=WRITE,
        body=NewGatewayAccount,
        result=GatewayAccount,
        status=201,
        refusals=(Invalid, TooManyAccounts),
    ),
    command(
        "GET",
        f"{ACCOUNTS}/{{account_id}}",
        read_gateway_account,
        permission=READ,
        refusals=(NotFound,),
    ),
    special(
        "PATCH",
        f"{ACCOUNTS}/{{account_id}}",
        change_gateway_account,
        access=Access.CALLER,
        permission=WRITE,
        body=GatewayAccountChanges,
        result=GatewayAccount,
        refusals=(NotFound, Stale, Invalid),
        if_match=True,
    ),
    special(
        "POST",
        "/orders/{order_id}/payments",
        create_payment,
        access=Access.CALLER,
        permission=WRITE,
        body=NewPayment,
        result=Payment,
        status=201,
        refusals=STARTING,
        idempotent=True,
        keeps_plans=True,
    ),
    command("GET", "/payments", list_payments, permission=READ),
    command("GET", "/payments/{payment_id}", read_payment, permission=READ, refusals=(NotFound,)),
    special(
        "POST",
        "/payments/{payment_id}/confirm",
        confirm,
        access=Access.CALLER,
        permission=WRITE,
        body=PaymentReturn,
        result=Payment,
        refusals=CONFIRMING,
    ),
    command(
        "POST",
        "/payments/{payment_id}/capture",
        capture_payment,
        permission=WRITE,
        status=202,
        idempotent=True,
        refusals=(NotFound, WrongPaymentState),
    ),
    command(
        "POST",
        "/payments/{payment_id}/cancel",
        cancel_payment,
        permission=WRITE,
        idempotent=True,
        refusals=(NotFound, WrongPaymentState),
    ),
    command(
        "POST",
        "/payments/{payment_id}/refunds",
        refund_payment,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(NotFound, WrongPaymentState, RefundTooLarge, TooManyRefunds),
    ),
    command(
        "GET", "/payments/{payment_id}/refunds", list_refunds, permission=READ, refusals=(NotFound,)
    ),
    command("GET", "/refunds/{refund_id}", read_refund, permission=READ, refusals=(NotFound,)),
    special(
        "POST",
        "/gateways/{org_id}/{account_id}/webhook",
        receive_gateway_event,
        access=Access.PUBLIC,
        result=Received,
        refusals=EVENT_REFUSALS,
        body_bytes_max=EVENT_BYTES_MAX,
        keeps_plans=True,
    ),
]


def _for_shoppers(root: str) -> Endpoint:
    return special(
        "POST",
        f"{root}/payments/{{payment_id}}/confirm",
        confirm_own_payment,
        access=Access.SHOPPER,
        body=PaymentReturn,
        result=OwnPayment,
        refusals=(*CONFIRMING, TooManyRequests),
    )


ROUTES.extend([_for_shoppers("/shop"), _for_shoppers("/shops/{store_slug}")])
