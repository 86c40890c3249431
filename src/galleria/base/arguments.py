"""From a request to a use case's arguments: path, query, If-Match and body."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk_body import decode_bulk, is_bulk
from galleria.base.call import Call
from galleria.base.decode import decode_body
from galleria.base.endpoints import Endpoint
from galleria.base.pages import verify
from galleria.base.refusals import NotFound, PreconditionNeeded, Stale


class Arguments(Struct, frozen=True):
    """What the use case is called with, and the body's bytes as they were sent."""

    values: dict[str, Any]
    body: bytes


async def arguments_of(endpoint: Endpoint, call: Call, secret: bytes) -> Arguments:
    """Read path, query, If-Match and body; the refusal names everything wrong in each."""
    signature = endpoint.signature
    values: dict[str, Any] = {
        name: _path_value(call.path_values[name], kind)
        for name, kind in signature.path_types.items()
    }
    if signature.query_type is not None:
        values["query"] = _checked_cursor(call.query(signature.query_type), call, secret)
    else:
        refuse_parameters(call)
    if signature.takes_if_match and (signature.is_if_match_needed or "if-match" in call.headers):
        values["if_match"] = if_match_of(call)
    body = b""
    if signature.body_type is not None:
        body = await _body(call, is_needed=signature.is_body_needed)
        if body or signature.is_body_needed:
            values["body"] = _decoded(signature.body_type, body, values.get("query"))
    return Arguments(values, body)


def refuse_parameters(call: Call) -> None:
    """Raise Invalid that names every query parameter: this address takes none."""
    if call.query_string:
        call.query(_NoParameters)


class _NoParameters(Struct, frozen=True, forbid_unknown_fields=True):
    pass


async def _body(call: Call, *, is_needed: bool) -> bytes:
    if is_needed:
        call.refuse_other_media()
        return await call.body()
    if body := await call.body():
        call.refuse_other_media()
    return body


def _decoded(body_type: Any, body: bytes, query: Any) -> Any:
    if is_bulk(body_type):
        return decode_bulk(body, body_type, partial=getattr(query, "partial", False))
    return decode_body(body, body_type)


def _path_value(text: str, kind: type) -> object:
    if kind is not UUID:
        if "\0" in text:
            raise NotFound()
        return text
    try:
        return UUID(text)
    except ValueError:
        # What is no id names nothing: the same answer as an absent one.
        raise NotFound() from None


def if_match_of(call: Call) -> int:
    """Return the version in If-Match; PreconditionNeeded without one, Stale for what is none."""
    header = call.headers.get("if-match")
    if header is None:
        raise PreconditionNeeded("Read it first; its ETag is the version to send.")
    text = header.strip().strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Stale(f"If-Match {header} is no version of this.")
    return int(text)


def cursor_scope(call: Call) -> str:
    """Return what a cursor is bound to: the organization and the address of the list."""
    return f"{call.tenant.org_id if call.context else ''}:{call.path}"


def _checked_cursor(query: Any, call: Call, secret: bytes) -> Any:
    cursor = getattr(query, "cursor", None)
    if cursor is None:
        return query
    plain = verify(cursor, scope=cursor_scope(call), secret=secret)
    return msgspec.structs.replace(query, cursor=plain)


def fingerprint_of(call: Call, body: bytes) -> bytes:
    """Return what makes two requests the same request under one idempotency key."""
    digest = hashlib.blake2b(digest_size=24)
    actor = call.tenant.actor
    for part in (call.method, call.path, call.query_string, f"{actor.kind}:{actor.actor_id}"):
        digest.update(part.encode() + b"\0")
    digest.update(body)
    return digest.digest()
