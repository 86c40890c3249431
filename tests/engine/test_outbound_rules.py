"""Which addresses may be called, when a host rests, and how secrets are sealed: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.engine.outbound import may_be_called, target_errors
from galleria.engine.outbound.circuit import FAILURES_MAX, REST_S, Circuits
from galleria.engine.vault import CannotOpen, Vault, is_sealed

NEVER = [
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "224.0.0.1", "ff02::1", "0.0.0.0", "::",
    "255.255.255.255", "240.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fec0::1",
    "64:ff9b:1::1", "2001:0:53aa:64c:0:fbff:b2f4:f2f4", "no address", "",
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.8.8.8", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "fd00::1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_called(address: str) -> None:
    assert not may_be_called(address, allow_private=True)
    assert not may_be_called(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_called_only_where_that_is_allowed(address: str) -> None:
    assert may_be_called(address, allow_private=True)
    assert not may_be_called(address, allow_private=False)


@pytest.mark.parametrize("address", [*PUBLIC])
def test_the_internet_is_called(address: str) -> None:
    assert may_be_called(address, allow_private=False)


@given(st.ip_addresses())
def test_what_is_allowed_without_the_private_is_allowed_with_it(address: object) -> None:
    if may_be_called(str(address), allow_private=False):
        assert may_be_called(str(address), allow_private=True)


@pytest.mark.parametrize(
    "url",
    ["http://example.com", "ftp://example.com", "https://", "https://a:b@example.com", "https://[",
     "https://127.0.0.1/", "https://example.com/ x", "https://ex\u00e4mple.com", "x", ""],
)  # fmt: skip
def test_names_an_address_that_nobody_may_have_called(url: str) -> None:
    assert target_errors(url, "/url", allow_private=False)


def test_takes_an_address_of_the_internet() -> None:
    assert not target_errors("https://example.com:8443/hook?x=1", "/url", allow_private=False)


def test_a_host_that_rests_is_tried_with_one_call() -> None:
    circuits = Circuits()
    for _ in range(FAILURES_MAX):
        assert circuits.rest_left_s("h", 0.0) == 0
        circuits.failed("h", 0.0)
    assert circuits.rest_left_s("h", 1.0) == REST_S - 1
    assert circuits.rest_left_s("h", REST_S) == 0  # The trial.
    assert circuits.rest_left_s("h", REST_S) > 0  # Nobody beside it.
    circuits.succeeded("h")
    assert circuits.rest_left_s("h", REST_S) == 0


def test_a_host_that_fails_its_trial_rests_for_longer() -> None:
    circuits = Circuits()
    for _ in range(FAILURES_MAX):
        circuits.failed("h", 0.0)
    assert circuits.rest_left_s("h", REST_S) == 0
    circuits.failed("h", REST_S)
    assert circuits.rest_left_s("h", REST_S) == 2 * REST_S


def test_a_trial_that_was_given_up_makes_room_for_another() -> None:
    circuits = Circuits()
    for _ in range(FAILURES_MAX):
        circuits.failed("h", 0.0)
    assert circuits.rest_left_s("h", REST_S) == 0
    circuits.given_up("h")
    assert circuits.rest_left_s("h", REST_S) == 0


@given(st.binary(), st.binary(max_size=32))
def test_what_is_sealed_opens_again(plain: bytes, of: bytes) -> None:
    vault = Vault("a secret of the installation")
    sealed = vault.seal(plain, of=of)
    assert is_sealed(sealed)
    assert vault.open(sealed, of=of) == plain


def test_what_is_sealed_opens_with_no_other_secret_and_for_no_other_row() -> None:
    sealed = Vault("one").seal(b"key", of=b"row")
    for vault, of in ((Vault("two"), b"row"), (Vault("one"), b"other"), (Vault(None), b"row")):
        with pytest.raises(CannotOpen):
            vault.open(sealed, of=of)


def test_without_a_secret_it_is_kept_as_it_is_and_that_is_known() -> None:
    vault = Vault(None)
    sealed = vault.seal(b"key", of=b"row")
    assert vault.open(sealed, of=b"row") == b"key"
    assert not is_sealed(sealed)
