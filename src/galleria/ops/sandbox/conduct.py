"""How the sandbox behaves towards a payment: kindly, unless it is asked to be difficult.

An account has a conduct, and some amounts have their own, so that a difficult gateway can be tried
by hand, with nothing but prices.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Copies = Annotated[int, Meta(ge=1, le=10)]
Wait = Annotated[int, Meta(ge=0, le=600_000)]


class Conduct(Struct, frozen=True, forbid_unknown_fields=True):
    """`copies` of each webhook are sent, after `webhook_delay_ms`; pay-later payments settle after
    `settle_ms`, and pending refunds, too; 0 is: when the control is told to.
    """

    webhooks: Literal["in_order", "reversed", "lost"] = "in_order"
    copies: Copies = 1
    webhook_delay_ms: Wait = 0
    paying: Literal["as_asked", "declined"] = "as_asked"
    refunds: Literal["at_once", "pending", "failing"] = "at_once"
    settle_ms: Wait = 2_000


# In minor units: 9,090.01 and so on, in a currency with hundredths.
MAGIC: dict[int, tuple[str, Conduct]] = {
    909_001: ("paying is declined", Conduct(paying="declined")),
    909_002: ("webhooks come after 10 s", Conduct(webhook_delay_ms=10_000)),
    909_003: ("webhooks come three times", Conduct(copies=3)),
    909_004: ("webhooks come in the wrong order", Conduct(webhooks="reversed")),
    909_005: ("webhooks never come", Conduct(webhooks="lost")),
    909_006: ("refunds are pending for 2 s", Conduct(refunds="pending")),
    909_007: ("refunds fail after 2 s", Conduct(refunds="failing")),
}


def conduct_for(amount: int, usual: Conduct) -> Conduct:
    """Return the conduct towards a payment of so much."""
    magic = MAGIC.get(amount)
    return usual if magic is None else magic[1]
