"""Whatever a gateway says, in whatever order and how often: forward only. Pure."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.payments.gateways import GatewayFact
from galleria.payments.refund_book import RefundBook
from galleria.payments.rows import PaymentRow, Refund
from galleria.payments.rules import decide
from tests.stock.given import BUYER

NOW = datetime(2026, 5, 1, tzinfo=UTC)
KINDS = ["pending", "authorized", "captured", "failed", "cancelled", "ignored"]
FACTS = st.builds(
    lambda kind, amount, currency, name: GatewayFact(
        kind=kind,
        occurred_at=NOW,
        amount_minor=amount,
        currency=currency,
        gateway_payment_id=name,
    ),
    st.sampled_from(KINDS),
    st.sampled_from([600, 600, 600, 599]),
    st.sampled_from(["EUR", "EUR", "USD"]),
    st.sampled_from(["pi_1", "pi_2"]),
)
REFUNDS = st.builds(
    lambda kind, amount, name: GatewayFact(
        kind=kind, occurred_at=NOW, amount_minor=amount, currency="EUR", gateway_refund_id=name
    ),
    st.sampled_from(["refund_pending", "refunded", "refund_failed"]),
    st.integers(1, 700),
    st.sampled_from(["re_1", "re_2", "re_3"]),
)
FINAL = ("captured", "mismatched")


def a_payment(**fields: object) -> PaymentRow:
    row = PaymentRow(
        new_id(), new_id(), new_id(), new_id(), "gateway", "created", 600, "EUR", 0, 0, None, False,
        None, None, "", None, None, None, None, 1, NOW, NOW, "cs_1", None, "", "system", None, "r",
    )  # fmt: skip
    return replace(row, **fields)


@given(st.lists(st.tuples(FACTS, st.booleans()), max_size=12))
def test_money_that_came_stays_and_is_told_once(said: list[tuple[GatewayFact, bool]]) -> None:
    payment, told = a_payment(), []
    for fact, is_wanted in said:
        decision = decide(payment, fact, is_wanted=is_wanted)
        if payment.state in FINAL:
            assert decision.payment == payment
            assert decision.outcome == "nothing"
        payment = decision.payment
        told.append(decision.outcome)
    came = [outcome for outcome in told if outcome in ("captured", "late", "mismatched")]
    assert len(came) == (payment.state in FINAL)
    assert payment.captured_minor == 0 or payment.state in FINAL
    assert not payment.is_late or payment.state == "captured"


@given(st.lists(FACTS, max_size=8), FACTS)
def test_the_same_fact_again_changes_nothing(said: list[GatewayFact], fact: GatewayFact) -> None:
    payment = a_payment()
    for it in said:
        payment = decide(payment, it, is_wanted=True).payment
    once = decide(payment, fact, is_wanted=True).payment
    again = decide(once, fact, is_wanted=True)
    assert again.payment == once
    assert again.outcome in ("nothing", "unwanted")


@given(st.lists(FACTS, max_size=12))
def test_only_what_was_asked_for_pays(said: list[GatewayFact]) -> None:
    payment = a_payment()
    for fact in said:
        payment = decide(payment, fact, is_wanted=True).payment
    if payment.state == "captured":
        assert (payment.captured_minor, payment.currency) == (600, "EUR")


def reserved(payment: PaymentRow, refunds: list[Refund]) -> int:
    return sum(it.amount_minor for it in refunds if it.state != "failed")


@given(st.lists(REFUNDS, max_size=12))
def test_refunds_never_sum_to_more_than_came(said: list[GatewayFact]) -> None:
    payment = a_payment(state="captured", captured_minor=600)
    book = RefundBook([])
    for fact in said:
        heard = book.hear(payment, fact, BUYER, "r")
        if heard is not None and heard.is_new:
            after = payment.refunded_minor + heard.refund.amount_minor
            payment = replace(payment, refunded_minor=after)
        if heard is not None and heard.refund.state == "failed":
            after = payment.refunded_minor - heard.refund.amount_minor
            payment = replace(payment, refunded_minor=after)
        assert payment.refunded_minor == reserved(payment, list(book.refunds.values()))
        assert 0 <= payment.refunded_minor <= 600
