"""One thing that somebody does."""

from typing import Any

from msgspec import Struct


class Deed(Struct, frozen=True):
    """A request to send under a key, and how: copies at once, and whether the reply is dropped."""

    kind: str
    path: str
    body: dict[str, Any]
    key: str
    copies: int = 1
    is_dropped: bool = False
