"""An answer that is kept under an idempotency key."""

from msgspec import Struct


class Recorded(Struct, frozen=True):
    """An answer kept under an idempotency key, sent again byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes
