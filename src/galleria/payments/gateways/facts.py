"""What is asked of a gateway and what it says, in words that are no gateway's."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

FactKind = Literal[
    "pending",
    "authorized",
    "captured",
    "failed",
    "cancelled",
    "refund_pending",
    "refunded",
    "refund_failed",
    "ignored",
]


class NextStep(Struct, frozen=True, omit_defaults=True):
    """What the shopper is to do: go to `url`, or let the gateway's script have `client`."""

    kind: Literal["redirect", "client"]
    url: str | None = None
    client: dict[str, str | int] = {}


class ToPay(Struct, frozen=True):
    """What is to be paid. `payment_id` is the idempotency key, and comes back with every fact."""

    payment_id: UUID
    org_id: UUID
    order_id: UUID
    order_number: str
    amount_minor: int
    currency: str
    return_url: str
    cancel_url: str
    shop_name: str
    customer_name: str = ""
    customer_email: str = ""
    # Asked how often before: a gateway may keep its own failure under a key for a day.
    nth: int = 0


class Begun(Struct, frozen=True):
    """The gateway knows of the payment and waits for the shopper."""

    gateway_ref: str
    action: NextStep


class Known(Struct, frozen=True):
    """What a payment is called at its gateway."""

    payment_id: UUID
    amount_minor: int
    currency: str
    gateway_ref: str
    gateway_payment_id: str | None


class ToRefund(Struct, frozen=True):
    """What is to be given back. `refund_id` is the idempotency key, and comes back with the facts.

    `is_asked_again`: the first answer was lost, so it is looked for before it is asked for.
    """

    refund_id: UUID
    amount_minor: int
    currency: str
    reason: str
    is_asked_again: bool = False


class GatewayFact(Struct, frozen=True, kw_only=True):
    """One thing that became true at the gateway. Ids are None where it did not say them.

    `event_id` is None for what we asked for ourselves. Amounts are in minor units.
    """

    kind: FactKind
    occurred_at: datetime
    event_id: str | None = None
    event_type: str = ""
    payment_id: UUID | None = None
    gateway_ref: str | None = None
    gateway_payment_id: str | None = None
    amount_minor: int = 0
    currency: str = ""
    refund_id: UUID | None = None
    gateway_refund_id: str | None = None
    failure_code: str = ""
    failure_detail: str = ""
