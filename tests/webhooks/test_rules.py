"""When a delivery is tried again, how long an endpoint rests, and which addresses are sound."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.webhooks.rules import (
    ASKED_WAIT_MAX_S,
    JITTER,
    REST_MAX_S,
    RESTS_AFTER,
    RETRY_AFTER_S,
    TRIES_MAX,
    rest_s,
    retry_after_s,
    url_errors,
)

DAY_S = 86_400
URL = "https://hooks.example.com"


def plainly(low: float, high: float) -> float:
    return (low + high) / 2


def test_the_schedule_ends_after_a_little_more_than_three_days() -> None:
    waits = [retry_after_s(attempt, plainly) for attempt in range(1, TRIES_MAX + 1)]
    assert waits[-1] is None
    assert 3 * DAY_S < sum(wait for wait in waits if wait is not None) < 3.1 * DAY_S


@given(st.integers(1, TRIES_MAX - 1), st.randoms())
def test_a_wait_is_within_a_fifth_of_the_schedule(attempt: int, rng: random.Random) -> None:
    wait = retry_after_s(attempt, rng.uniform)
    planned = RETRY_AFTER_S[attempt - 1]
    assert wait is not None
    assert planned * (1 - JITTER) <= wait <= planned * (1 + JITTER)


@given(st.integers(1, TRIES_MAX - 1), st.floats(0, 1e9), st.randoms())
def test_an_endpoint_may_ask_for_longer_but_not_for_ever(
    attempt: int, asked_s: float, rng: random.Random
) -> None:
    wait = retry_after_s(attempt, rng.uniform, asked_s=asked_s)
    assert wait is not None
    assert wait >= min(asked_s, ASKED_WAIT_MAX_S)
    assert wait <= max(ASKED_WAIT_MAX_S, RETRY_AFTER_S[attempt - 1] * (1 + JITTER))


@given(st.integers(1, 1_000), st.randoms())
def test_a_rest_grows_with_the_failures_up_to_a_minute(failures: int, rng: random.Random) -> None:
    rest = rest_s(failures, rng.uniform)
    assert (rest == 0) is (failures < RESTS_AFTER)
    assert rest <= REST_MAX_S * (1 + JITTER)
    assert rest_s(failures + 1, plainly) >= rest_s(failures, plainly)


@pytest.mark.parametrize(
    "url",
    [URL, f"{URL}/a?b=c", "https://hooks.example.com:8443", "https://xn--bcher-kva.example/hook"],
)
def test_takes_an_address_of_the_internet(url: str) -> None:
    assert url_errors(url, "/url", allow_private=False) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com",
        "ftp://hooks.example.com",
        "hooks.example.com",
        "https://",
        "https://user:word@hooks.example.com",
        "https://hooks.example.com:25",
        "https://hooks.example.com:22/hook",
        "https://hooks.example.com:0",
        "https://hooks.example.com:99999",
        "https://hooks.example.com/#part",
        "https://hooks.example.com/two words",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://10.1.2.3/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/hook",
        "https://0.0.0.0/hook",
        "https://2130706433/hook",
        "https://0x7f000001/hook",
        "https://0177.0.0.1/hook",
        "https://127.1/hook",
        f"https://hooks.example.com/{'x' * 2_000}",
    ],
)
def test_refuses_an_address_that_leads_inside_or_nowhere(url: str) -> None:
    errors = url_errors(url, "/url", allow_private=False)
    assert [(it.pointer, it.code) for it in errors] == [("/url", "bad_url")]


def test_takes_this_machine_where_that_is_allowed() -> None:
    assert url_errors("http://127.0.0.1:8123/hook", "/url", allow_private=True) == []
