"""One API call inside the sandbox, free of HTTP."""

from typing import Any

from msgspec import Struct


class Called(Struct, frozen=True):
    """What was asked, by an account whose key was right."""

    method: str
    path: str
    query: str
    text: str
    key: str | None
    page_url: str
    is_form: bool = True


class Replied(Struct, frozen=True):
    """What is answered."""

    status: int
    body: bytes
    headers: dict[str, str] = {}


Params = dict[str, Any]
