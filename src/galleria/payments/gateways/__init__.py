"""Gateways: the only place that speaks to those who take money, each in its own tongue.

Whatever they say becomes a `GatewayFact`, which is all that the rest of this room knows. Nothing
here opens a transaction, and nothing is called while one is open.
"""

from galleria.payments.gateways.account import Account, Secrets, api_url_of
from galleria.payments.gateways.facts import (
    Begun,
    FactKind,
    GatewayFact,
    Known,
    NextStep,
    ToPay,
    ToRefund,
)
from galleria.payments.gateways.gateway import Confirmation, Gateway
from galleria.payments.gateways.open import Gateways
from galleria.payments.gateways.refusals import (
    ForgedEvent,
    GatewayRefused,
    GatewayUnavailable,
    MalformedEvent,
    StaleEvent,
)

__all__ = [
    "Account",
    "Begun",
    "Confirmation",
    "FactKind",
    "ForgedEvent",
    "Gateway",
    "GatewayFact",
    "GatewayRefused",
    "GatewayUnavailable",
    "Gateways",
    "Known",
    "MalformedEvent",
    "NextStep",
    "Secrets",
    "StaleEvent",
    "ToPay",
    "ToRefund",
    "api_url_of",
]
