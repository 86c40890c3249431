"""Links that work once: signed over what they change, so that using one voids it; nothing is kept.

A link ends with what its use sets: the password, or that the address is verified. A link made
before no longer fits afterwards.
"""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import Refusal
from galleria.customers.queries import Credentials

Purpose = Literal["verification", "password"]
LIFE: dict[Purpose, timedelta] = {
    "verification": timedelta(days=7),
    "password": timedelta(hours=24),
}
ID_BYTES = 16
TIME_BYTES = 8
HEAD_BYTES = ID_BYTES + TIME_BYTES
MAC_BYTES = 32

LinkToken = Annotated[str, Meta(max_length=100)]


class BadCustomerLink(Refusal):
    code = "bad_link"
    status = 404
    title = "This link is not known, was used, or has expired"


class Opened(Struct, frozen=True):
    """What a link says before it is known whether it is ours."""

    customer_id: UUID
    expires_at: datetime
    head: bytes
    mac: bytes


def make_link(
    secret: bytes, org_id: UUID, known: Credentials, purpose: Purpose, head: bytes
) -> str:
    """Return the token of a link."""
    return urlsafe_b64encode(head + _mac(secret, org_id, known, purpose, head)).decode()


def head_of(customer_id: UUID, expires_at: datetime) -> bytes:
    """Return what a link says openly: for whom, until when (whole seconds)."""
    return customer_id.bytes + int(expires_at.timestamp()).to_bytes(TIME_BYTES, "big")


def opened(token: str, *, now: datetime) -> Opened:
    """Read a link; BadCustomerLink when it is none, or has expired."""
    try:
        plain = urlsafe_b64decode(token.encode("ascii"))
    except (ValueError, binascii.Error):
        raise BadCustomerLink() from None
    if len(plain) != HEAD_BYTES + MAC_BYTES:
        raise BadCustomerLink()
    head = plain[:HEAD_BYTES]
    expires_s = int.from_bytes(head[ID_BYTES:], "big")
    if expires_s <= now.timestamp() or expires_s > (now + max(LIFE.values())).timestamp() + 1:
        raise BadCustomerLink()
    expires_at = datetime.fromtimestamp(expires_s, now.tzinfo)
    return Opened(UUID(bytes=head[:ID_BYTES]), expires_at, head, plain[HEAD_BYTES:])


def check_link(
    secret: bytes, org_id: UUID, known: Credentials | None, purpose: Purpose, link: Opened
) -> Credentials:
    """Return whose link it is; BadCustomerLink unless we made it for them, as they are now."""
    if known is None or known.state != "active":
        raise BadCustomerLink()
    if not hmac.compare_digest(link.mac, _mac(secret, org_id, known, purpose, link.head)):
        raise BadCustomerLink()
    return known


def _mac(secret: bytes, org_id: UUID, known: Credentials, purpose: Purpose, head: bytes) -> bytes:
    key = hmac.digest(secret, b"galleria customer link", hashlib.sha256)
    verified_at = known.email_verified_at.isoformat() if known.email_verified_at else ""
    says = [purpose, str(org_id), known.email, known.password_hash or "", verified_at]
    return hmac.digest(key, "\0".join(says).encode() + b"\0" + head, hashlib.sha256)
