"""From a use case's result to a response: JSON, ETag, Location, signed cursor."""

import hashlib
from typing import Any

import msgspec

from galleria.base.arguments import cursor_scope
from galleria.base.call import JSON, Answer, Call
from galleria.base.endpoints import Endpoint
from galleria.base.pages import sign


def answer_of(endpoint: Endpoint, call: Call, result: Any, secret: bytes) -> Answer:
    """Encode a use case's result, with its ETag; 304 when the caller has it already.

    A result with a `status_url` is not done but accepted: 202, and its Location. One whose class
    `is_live` says more than its version tells (a cart's prices), and is always sent.
    """
    if result is None:
        return Answer(endpoint.status)
    if isinstance(getattr(result, "next_cursor", None), str):
        result = _signed(result, cursor_scope(call), secret)
    body = msgspec.json.encode(result)
    headers: dict[str, str] = {}
    version = getattr(result, "version", None)
    if isinstance(version, int):
        headers["etag"] = f'"{version}"'
    elif endpoint.method == "GET":
        headers["etag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    status, status_url = endpoint.status, getattr(result, "status_url", None)
    if isinstance(status_url, str) and endpoint.method != "GET":
        headers["location"] = status_url
        status = 202
    is_live = getattr(result, "is_live", False)
    if (
        endpoint.method == "GET"
        and not is_live
        and _is_known(call.headers.get("if-none-match"), headers)
    ):
        return Answer(304, b"", headers)
    return Answer(status, body, headers, JSON)


def _signed(listed: Any, scope: str, secret: bytes) -> Any:
    """Make the mark of a page, or of a feed, an opaque cursor."""
    signed = sign(listed.next_cursor, scope=scope, secret=secret)
    return msgspec.structs.replace(listed, next_cursor=signed)


def _is_known(if_none_match: str | None, headers: dict[str, str]) -> bool:
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or headers.get("etag") in known
