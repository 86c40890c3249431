"""Who really calls, when a proxy of ours stands in front; only named proxies are believed."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from msgspec import Struct

Network = IPv4Network | IPv6Network


class Peer(Struct, frozen=True):
    """The client's address, and whether its connection was encrypted."""

    address: str
    is_https: bool


def networks(text: str) -> tuple[Network, ...]:
    """Read `10.0.0.0/8, ::1`; ValueError names what is no address or network."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def peer_of(
    address: str, scheme: str, headers: Mapping[bytes, bytes], trusted: tuple[Network, ...]
) -> Peer:
    """Return the nearest address in X-Forwarded-For that is not one of our proxies.

    Whatever stands left of it could have been written by anybody.
    """
    is_https = scheme == "https"
    if not _is_in(address, trusted):
        return Peer(address, is_https)
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        address = hop
        if not _is_in(hop, trusted):
            break
    proto = headers.get(b"x-forwarded-proto", b"").decode("latin-1").strip().lower()
    return Peer(address[:64], proto == "https" if proto else is_https)


def _is_in(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)
