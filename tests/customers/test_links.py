"""A link is good for one customer, one purpose, a while, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.customers.links import LIFE, BadCustomerLink, check_link, head_of, make_link, opened
from galleria.customers.queries import Credentials

SECRET, ORG = b"secret", new_id()
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Credentials(new_id(), "ada@example.com", "hash", None, "active")
LINK = make_link(SECRET, ORG, ADA, "password", head_of(ADA.customer_id, NOW + LIFE["password"]))


def test_is_good_for_whom_it_was_made() -> None:
    assert check_link(SECRET, ORG, ADA, "password", opened(LINK, now=NOW)) == ADA


@pytest.mark.parametrize(
    "known",
    [
        None,
        replace(ADA, password_hash="another"),
        replace(ADA, email="eve@example.com"),
        replace(ADA, email_verified_at=NOW),
        replace(ADA, state="disabled"),
    ],
)
def test_is_void_when_what_it_changes_has_changed(known: Credentials | None) -> None:
    with pytest.raises(BadCustomerLink):
        check_link(SECRET, ORG, known, "password", opened(LINK, now=NOW))


def test_is_good_for_one_purpose_organization_and_installation() -> None:
    link = opened(LINK, now=NOW)
    for secret, org_id, purpose in (
        (SECRET, ORG, "verification"), (SECRET, new_id(), "password"), (b"other", ORG, "password")
    ):  # fmt: skip
        with pytest.raises(BadCustomerLink):
            check_link(secret, org_id, ADA, purpose, link)  # type: ignore[arg-type]


def test_expires() -> None:
    opened(LINK, now=NOW + LIFE["password"] - timedelta(seconds=1))
    with pytest.raises(BadCustomerLink):
        opened(LINK, now=NOW + LIFE["password"])


@given(st.text(max_size=100))
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(BadCustomerLink):
        opened(text, now=NOW)
