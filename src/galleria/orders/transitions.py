"""The one table of what may become of an order and of its payment; pure.

A state moves by what happened to the order (an event), never by being set. What is not in the
tables is refused, wherever it is asked for: by staff, a gateway, a till or a job.
"""

from collections.abc import Mapping
from typing import Literal

from galleria.base.refusals import Refusal

OrderState = Literal[
    "pending", "paid", "processing", "shipped", "delivered", "cancelled", "returned"
]
OrderEvent = Literal[
    "pay",
    "process",
    "ship_part",
    "ship",
    "unship",
    "deliver_part",
    "deliver",
    "cancel",
    "edit",
    "return_part",
    "return",
]
PaymentState = Literal["unpaid", "pending", "authorized", "paid", "partially_refunded", "refunded"]
PaymentEvent = Literal["begin", "authorize", "capture", "fail", "refund_part", "refund"]

# An order on account (its units are sold, its payment comes later) is processed and shipped unpaid;
# `pay` then leaves it where it is. `unship` is a fulfilment that did not leave after all.
# What was handed over at a counter may come back without having been shipped.
ORDER: Mapping[tuple[OrderState, OrderEvent], OrderState] = {
    ("pending", "pay"): "paid",
    ("pending", "process"): "processing",
    ("pending", "edit"): "pending",
    ("pending", "cancel"): "cancelled",
    ("paid", "process"): "processing",
    ("paid", "ship_part"): "processing",
    ("paid", "ship"): "shipped",
    ("paid", "edit"): "paid",
    ("paid", "cancel"): "cancelled",
    ("paid", "return_part"): "paid",
    ("paid", "return"): "returned",
    ("processing", "pay"): "processing",
    ("processing", "ship_part"): "processing",
    ("processing", "ship"): "shipped",
    ("processing", "unship"): "processing",
    ("processing", "deliver_part"): "processing",
    ("processing", "edit"): "processing",
    ("processing", "cancel"): "cancelled",
    ("processing", "return_part"): "processing",
    ("processing", "return"): "returned",
    ("shipped", "pay"): "shipped",
    ("shipped", "unship"): "processing",
    ("shipped", "deliver_part"): "shipped",
    ("shipped", "deliver"): "delivered",
    ("shipped", "return_part"): "shipped",
    ("shipped", "return"): "returned",
    ("delivered", "pay"): "delivered",
    ("delivered", "return_part"): "delivered",
    ("delivered", "return"): "returned",
}

# Declined and voided are `fail`: the order may be paid again.
PAYMENT: Mapping[tuple[PaymentState, PaymentEvent], PaymentState] = {
    ("unpaid", "begin"): "pending",
    ("unpaid", "authorize"): "authorized",
    ("unpaid", "capture"): "paid",
    ("unpaid", "fail"): "unpaid",
    ("pending", "begin"): "pending",
    ("pending", "authorize"): "authorized",
    ("pending", "capture"): "paid",
    ("pending", "fail"): "unpaid",
    ("authorized", "begin"): "authorized",
    ("authorized", "authorize"): "authorized",
    ("authorized", "capture"): "paid",
    ("authorized", "fail"): "unpaid",
    ("paid", "refund_part"): "partially_refunded",
    ("paid", "refund"): "refunded",
    ("partially_refunded", "refund_part"): "partially_refunded",
    ("partially_refunded", "refund"): "refunded",
}


# How what has no name of its own for people is told.
_TOLD = {
    "ship_part": "ship",
    "deliver_part": "deliver",
    "return_part": "return",
    "refund_part": "refund",
}


class IllegalTransition(Refusal):
    """`facts`: the state it is in (`from`), what was asked for (`to`), and what `allowed` says."""

    code = "illegal_transition"
    status = 409
    title = "Its state does not allow that"
    decided = True


def order_after(state: OrderState, event: OrderEvent) -> OrderState:
    """Return the state that `event` brings an order to; IllegalTransition."""
    after = ORDER.get((state, event))
    if after is None:
        raise illegal("order", state, event, order_events(state))
    return after


def payment_after(state: PaymentState, event: PaymentEvent) -> PaymentState:
    """Return the state that `event` brings an order's payment to; IllegalTransition."""
    after = PAYMENT.get((state, event))
    if after is None:
        raise illegal("payment", state, event, payment_events(state))
    return after


def order_events(state: OrderState) -> list[OrderEvent]:
    """Return what may happen to an order in that state, in the table's order."""
    return [event for before, event in ORDER if before == state]


def payment_events(state: PaymentState) -> list[PaymentEvent]:
    """Return what may happen to the payment of an order in that state, in the table's order."""
    return [event for before, event in PAYMENT if before == state]


def illegal(what: str, state: str, event: str, allowed: object, why: str = "") -> IllegalTransition:
    """Return the refusal that says from where, to what, and what is allowed instead."""
    refusal = IllegalTransition(
        why or f"It is {state}, where {_TOLD.get(event, event)} is not allowed."
    )
    # `from` is a word of Python, so it cannot be passed by name.
    refusal.facts.update({"what": what, "from": state, "to": event, "allowed": allowed})
    return refusal
