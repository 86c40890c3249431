"""Which addresses may be called. Pure; checked on the very address that is connected to.

A look-up before the call would prove nothing: the name may lead elsewhere a moment later.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from galleria.base.refusals import FieldError

# Where an IPv4 address hides inside an IPv6 one: NAT64, its local form, and IPv4-compatible.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
_LOCAL_TRANSLATED = IPv6Network("64:ff9b:1::/48")
_SITE_LOCAL = IPv6Network("fec0::/10")
URL_LENGTH_MAX = 2_000


def may_be_called(address: str, *, allow_private: bool) -> bool:
    """Say whether a connection may be made to this IP address.

    With `allow_private` those of this machine and network, too; link-local (where clouds keep
    their credentials), multicast and reserved ones never.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip)
    if inner is not None:
        return may_be_called(str(inner), allow_private=allow_private)
    if _is_never(ip):
        return False
    if _is_private(ip):
        return allow_private
    return ip.is_global


def target_errors(url: str, pointer: str, *, allow_private: bool) -> list[FieldError]:
    """Return what is wrong with an address that somebody wants called; no look-up is made."""

    def wrong(detail: str) -> list[FieldError]:
        return [FieldError(pointer, "bad_url", detail)]

    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return wrong("It is no sound URL.")
    schemes = ("https", "http") if allow_private else ("https",)
    if parts.scheme not in schemes or not host or port == 0:
        return wrong(f"It must begin with {' or '.join(f'{it}://' for it in schemes)} and a host.")
    if parts.username is not None or parts.password is not None:
        return wrong("It may hold no user name or password.")
    if len(url) > URL_LENGTH_MAX or not url.isascii() or not url.isprintable() or " " in url:
        return wrong(f"At most {URL_LENGTH_MAX} plain ASCII characters, without spaces.")
    if _is_literal(host) and not may_be_called(host, allow_private=allow_private):
        return wrong("This address may not be called.")
    return []


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    is_translated = any(ip in network for network in _TRANSLATED)
    if is_translated and not ip.is_loopback and not ip.is_unspecified:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


def _is_never(ip: IPv4Address | IPv6Address) -> bool:
    if ip.is_multicast or ip.is_link_local or ip.is_unspecified:
        return True
    if isinstance(ip, IPv6Address):
        # Teredo and the local NAT64 prefix lead who knows where.
        return ip in _LOCAL_TRANSLATED or ip in _SITE_LOCAL or ip.teredo is not None
    return ip.is_reserved


def _is_private(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_loopback or ip.is_private
