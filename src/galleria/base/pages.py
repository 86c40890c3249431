"""Keyset pages: a list goes on from the last row seen, at the same cost however deep.

A use case reads `query.after(Position)` and returns `Page(items, mark(...))`. The HTTP edge signs
the mark into an opaque cursor, bound to the organization and the address, and checks it coming in.
"""

import base64
import hashlib
import hmac
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from galleria.base.refusals import FieldError, Invalid

T = TypeVar("T")
P = TypeVar("P", bound=Struct)

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
SIGNATURE_BYTES = 16

PageLimit = Annotated[int, Meta(ge=1, le=LIMIT_MAX, description="How many items a page has.")]
Cursor = Annotated[
    str, Meta(max_length=2_000, description="`next_cursor` of the page before; opaque.")
]


class PageQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """What every list takes. Fetch `limit + 1` rows to know whether there is a next page."""

    limit: PageLimit = LIMIT_DEFAULT
    cursor: Cursor | None = None

    def after(self, position: type[P]) -> P | None:
        """Return where the page before ended, or None for the first page."""
        if self.cursor is None:
            return None
        try:
            return msgspec.json.decode(self.cursor, type=position)
        except msgspec.DecodeError:
            raise bad_cursor() from None


class Page(Struct, Generic[T], frozen=True):
    """`items`, and the cursor to ask for more; null when there is no more."""

    items: list[T]
    next_cursor: str | None


def page(rows: list[T], limit: int, position: Any) -> Page[T]:
    """Cut `limit + 1` fetched rows to a page; `position(row)` says where it ends."""
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], mark(position(rows[limit - 1])))


def mark(position: Struct) -> str:
    """Return the unsigned mark of a place in a list."""
    return msgspec.json.encode(position).decode()


def sign(unsigned: str, *, scope: str, secret: bytes) -> str:
    """Make a mark into an opaque cursor, good for `scope` (organization, address) only."""
    payload = unsigned.encode()
    return base64.urlsafe_b64encode(_signature(payload, scope, secret) + payload).decode()


def verify(cursor: str, *, scope: str, secret: bytes) -> str:
    """Return the mark inside a cursor; `Invalid` when it was tampered with or made elsewhere."""
    try:
        signed = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        signature, payload = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
        is_ours = hmac.compare_digest(signature, _signature(payload, scope, secret))
        # One spelling only: base64 has several for the same bytes.
        if is_ours and base64.urlsafe_b64encode(signed).decode() == cursor:
            return payload.decode()
    except ValueError:
        pass
    raise bad_cursor()


def bad_cursor() -> Invalid:
    """Return the refusal of a cursor that is not ours, or not of this list."""
    detail = "This cursor is not one that this list gave out."
    return Invalid(detail, errors=[FieldError("?cursor", "bad_cursor", detail)])


def _signature(payload: bytes, scope: str, secret: bytes) -> bytes:
    return hmac.digest(secret, scope.encode() + b"\0" + payload, hashlib.sha256)[:SIGNATURE_BYTES]
