"""What may become of an order and of its payment; pure, so it is read as a table."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.orders.transitions import (
    ORDER,
    PAYMENT,
    IllegalTransition,
    OrderEvent,
    OrderState,
    PaymentEvent,
    PaymentState,
    illegal,
    order_after,
    order_events,
    payment_after,
)

ORDER_STATES, ORDER_EVENTS = get_args(OrderState), get_args(OrderEvent)
PAYMENT_STATES, PAYMENT_EVENTS = get_args(PaymentState), get_args(PaymentEvent)
# How far an order has come; only an undone fulfilment goes back.
WAY = {name: place for place, name in enumerate(("pending", "paid", "processing", "shipped"))} | {
    "delivered": 4,
    "cancelled": 9,
    "returned": 9,
}


def test_the_way_of_an_order() -> None:
    state: OrderState = "pending"
    for event in ("pay", "process", "ship_part", "ship", "deliver_part", "deliver", "return"):
        state = order_after(state, event)
    assert state == "returned"


def test_the_way_of_a_payment() -> None:
    state: PaymentState = "unpaid"
    for event in ("begin", "fail", "begin", "authorize", "capture", "refund_part", "refund"):
        state = payment_after(state, event)
    assert state == "refunded"


@pytest.mark.parametrize("state", ["cancelled", "returned"])
def test_nothing_becomes_of_an_order_that_has_ended(state: OrderState) -> None:
    assert order_events(state) == []


def test_what_is_refused_says_from_where_to_what_and_what_is_allowed() -> None:
    with pytest.raises(IllegalTransition) as refused:
        order_after("shipped", "cancel")
    assert refused.value.facts["from"] == "shipped"
    assert refused.value.facts["to"] == "cancel"
    assert refused.value.facts["allowed"] == order_events("shipped")


@given(st.sampled_from(ORDER_STATES), st.lists(st.sampled_from(ORDER_EVENTS), max_size=30))
def test_an_order_never_leaves_its_table_nor_goes_back(
    state: OrderState, events: list[OrderEvent]
) -> None:
    for event in events:
        try:
            after = order_after(state, event)
        except IllegalTransition:
            assert (state, event) not in ORDER
            continue
        assert WAY[after] >= WAY[state] or event == "unship"
        assert after != "cancelled" or state in ("pending", "paid", "processing")
        state = after


@given(st.sampled_from(PAYMENT_STATES), st.lists(st.sampled_from(PAYMENT_EVENTS), max_size=30))
def test_a_payment_is_never_unpaid_again_once_it_is_paid(
    state: PaymentState, events: list[PaymentEvent]
) -> None:
    for event in events:
        try:
            after = payment_after(state, event)
        except IllegalTransition:
            assert (state, event) not in PAYMENT
            continue
        if state in ("paid", "partially_refunded", "refunded"):
            assert after in ("partially_refunded", "refunded")
        state = after


def test_every_state_can_be_reached_and_every_event_is_used() -> None:
    assert {*ORDER.values(), "pending"} == set(ORDER_STATES)
    assert {event for _, event in ORDER} == set(ORDER_EVENTS)
    assert {*PAYMENT.values(), "unpaid"} == set(PAYMENT_STATES)
    assert {event for _, event in PAYMENT} == set(PAYMENT_EVENTS)


def test_what_is_refused_is_told_in_words() -> None:
    refusal = illegal("order", "pending", "return_part", [])
    assert refusal.detail == "It is pending, where return is not allowed."
