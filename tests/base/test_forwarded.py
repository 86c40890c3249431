"""Only named proxies are believed about who calls."""

import pytest

from galleria.base.config import WrongConfiguration, load_settings
from galleria.base.forwarded import Peer, networks, peer_of

OURS = networks("10.0.0.0/8, ::1")
HEADERS = {b"x-forwarded-for": b"6.6.6.6, 203.0.113.9, 10.0.0.7", b"x-forwarded-proto": b"https"}


def test_a_stranger_is_not_believed() -> None:
    assert peer_of("198.51.100.1", "http", HEADERS, OURS) == Peer("198.51.100.1", False)


def test_our_proxy_names_the_nearest_address_that_is_not_ours() -> None:
    assert peer_of("10.0.0.1", "http", HEADERS, OURS) == Peer("203.0.113.9", True)


def test_nobody_is_believed_unless_named() -> None:
    assert peer_of("10.0.0.1", "https", HEADERS, ()) == Peer("10.0.0.1", True)


def test_a_proxy_that_says_nothing_is_the_caller() -> None:
    assert peer_of("::1", "http", {}, OURS) == Peer("::1", False)


@pytest.mark.parametrize("text", ["everyone", "10.0.0.0/99"])
def test_what_is_no_network_is_a_wrong_setting(text: str) -> None:
    with pytest.raises(WrongConfiguration, match="TRUSTED_PROXIES"):
        load_settings({"GALLERIA_TRUSTED_PROXIES": text})
