"""Payments: asked of a gateway, told by it, and believed only when it is signed or asked for.

A payment is written down before a gateway is called and never while anything is locked; webhook,
poller, a shopper's return and staff all end in `complete`, which moves it forward, and its order
with it. An order has one active payment at most; money that comes too late goes back by itself.
"""

from galleria.engine.kinds import job
from galleria.payments.account_body import NewGatewayAccount
from galleria.payments.account_queries import GatewayAccount
from galleria.payments.accounts import add_account
from galleria.payments.attend import attend_payment
from galleria.payments.attend_refund import attend_refund
from galleria.payments.begin import Url
from galleria.payments.complete import Completion, complete
from galleria.payments.confirm import PaymentReturn, confirm_payment
from galleria.payments.gateways import GatewayRefused, Gateways, GatewayUnavailable
from galleria.payments.gateways.account import GatewayName
from galleria.payments.jobs import ApplyGatewayEvent, AttendPayment, AttendRefund
from galleria.payments.list import payments_of_order
from galleria.payments.once import once
from galleria.payments.reactions import call_payments_off, refund_reduced, refund_returned
from galleria.payments.refund import NewRefund, refund_payment
from galleria.payments.refusals import HoldExpired, NoGateway, OrderNotPayable
from galleria.payments.rows import Payment, Refund
from galleria.payments.start import ShopperPayment, start_payment
from galleria.payments.take import note_tendered
from galleria.payments.webhook import apply_gateway_event

JOBS = [
    job(AttendPayment, attend_payment),
    job(AttendRefund, attend_refund),
    job(ApplyGatewayEvent, apply_gateway_event),
]

__all__ = [
    "JOBS",
    "Completion",
    "GatewayAccount",
    "GatewayName",
    "GatewayRefused",
    "GatewayUnavailable",
    "Gateways",
    "HoldExpired",
    "NewGatewayAccount",
    "NewRefund",
    "NoGateway",
    "OrderNotPayable",
    "Payment",
    "PaymentReturn",
    "Refund",
    "ShopperPayment",
    "Url",
    "add_account",
    "call_payments_off",
    "complete",
    "confirm_payment",
    "note_tendered",
    "once",
    "payments_of_order",
    "refund_payment",
    "refund_reduced",
    "refund_returned",
    "start_payment",
]
