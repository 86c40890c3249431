"""One thing that somebody does."""

from typing import Any

from msgspec import Struct


class Deed(Struct, frozen=True):
    """A request to send under a key, and how: copies at once, and whether the reply is dropped.

    A shopper's names no organization. `about` is what it is done to. A `twin` is the same deed
    under a key of its own, at once: from another tab.
    """

    kind: str
    path: str
    body: dict[str, Any]
    key: str
    copies: int = 1
    is_dropped: bool = False
    method: str = "POST"
    is_shoppers: bool = False
    about: str = ""
    has_twin: bool = False
