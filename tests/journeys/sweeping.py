"""Nonsense for every operation, made from its own description, and what any answer must be."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg
import jsonschema
from msgspec import Struct
from msgspec.structs import replace

from galleria.app import describe_api
from galleria.base.endpoints import PATH_NAME, Endpoint
from galleria.base.http import API_PREFIX
from galleria.base.ids import new_id
from galleria.ops.verify.isolation.replay.requests import Request, Response

DOCUMENT: dict[str, Any] = describe_api()
DEEP = b"[" * 100_000
WRONG_VALUES: tuple[Any, ...] = (
    None, True, -1, 1.5, 2**63, 2**70, 1e300, "", "\0", "x" * 30_000, "\U0001f4a9 ' -- \x7f\u202e",
    [], [None], {}, {"a": {"b": []}},
)  # fmt: skip
WRONG_BODIES: tuple[bytes, ...] = (
    b"", b"null", b"[]", b"{}", b"17", b'"text"', b"{", b"nonsense", b'{"a":NaN}', b"\xff\xfe{}",
    b'{"\xc3\x28":1}', b'{"\\ud800":1}', DEEP, b'{"a":' * 100_000, b'{"a":1' + b"0" * 5_000 + b"}",
)  # fmt: skip
WRONG_NAMES = (
    "nonsense", str(UUID(int=0)), str(new_id()), "\0", "' OR 1=1", "\U0001f4a9", "x" * 3_000, "%00",
)  # fmt: skip
WRONG_PARAMETERS = (
    "nonsense", "", "-1", "0", "1.5", "9" * 30, "\0", "\U0001f4a9", "null", "x" * 3_000,
)  # fmt: skip


class Nonsense(Struct, frozen=True):
    """A request that is wrong, or odd; `status` is what it must be answered, where that is sure."""

    what: str
    request: Request
    status: int | None = None


def nonsense(endpoint: Endpoint, sound: Request) -> Iterator[Nonsense]:
    """Yield variations of a sound request: of its query, its names, its headers, its body."""
    odd = {**sound.query, "colour_of_the_moon": "blue"}
    yield Nonsense("an unknown parameter", replace(sound, query=odd), 422)
    for parameter in _parameters(endpoint):
        for value in WRONG_PARAMETERS:
            query = {**sound.query, parameter: value}
            yield Nonsense(f"?{parameter}={value[:20]!r}", replace(sound, query=query))
    yield from _wrong_paths(endpoint, sound)
    yield from _wrong_headers(endpoint, sound)
    if _takes_json(endpoint):
        yield from _wrong_bodies(endpoint, sound)


def _wrong_paths(endpoint: Endpoint, sound: Request) -> Iterator[Nonsense]:
    places = endpoint.path.split("/")
    for index, place in enumerate(places):
        if PATH_NAME.fullmatch(place):
            for name in WRONG_NAMES:
                parts = sound.path.split("/")
                parts[index] = name
                yield Nonsense(f"{place}={name[:20]!r}", replace(sound, path="/".join(parts)), 404)


def _wrong_headers(endpoint: Endpoint, sound: Request) -> Iterator[Nonsense]:
    if endpoint.signature.takes_if_match and endpoint.signature.is_if_match_needed:
        without = {name: it for name, it in sound.headers.items() if name != "if-match"}
        yield Nonsense("no If-Match", replace(sound, headers=without), 428)
        for version in ('"999999"', "nonsense", '"-1"', '""', "9" * 40, 'W/"1"'):
            headers = {**without, "if-match": version}
            yield Nonsense(f"If-Match {version[:20]}", replace(sound, headers=headers), 412)
    if endpoint.is_idempotent:
        for key in ("", " ", "x" * 256, "t\xeate", '"open', "two words"):
            headers = {**sound.headers, "idempotency-key": key}
            yield Nonsense(f"key {key[:20]!r}", replace(sound, headers=headers), 400)
    if _takes_json(endpoint):
        for media in ("text/plain", "application/xml", "", "application/jsonx"):
            headers = {**sound.headers, "content-type": media}
            yield Nonsense(f"a body of {media!r}", replace(sound, headers=headers), 415)


def _wrong_bodies(endpoint: Endpoint, sound: Request) -> Iterator[Nonsense]:
    headers = {**sound.headers, "content-type": "application/json"}
    for body in WRONG_BODIES:
        status = 413 if len(body) > endpoint.body_bytes_max else _status_of(endpoint, body)
        yield Nonsense(f"body {body[:20]!r}", replace(sound, body=body, headers=headers), status)
    for path, value in _places(sound.body):
        if isinstance(value, dict):
            odd = _changed(sound.body, [*path, "colour_of_the_moon"], "blue")
            # Deeper inside there may be JSON of the merchant's own.
            status = 422 if len(path) in (0, 2) and "partial" not in sound.query else None
            yield Nonsense(f"an unknown field in {path}", replace(sound, body=odd), status)
        for wrong in WRONG_VALUES if path else ():
            body = _changed(sound.body, path, wrong)
            yield Nonsense(f"{path} = {str(wrong)[:20]!r}", replace(sound, body=body))
        if path and isinstance(path[-1], str):
            yield Nonsense(f"no {path}", replace(sound, body=_without(sound.body, path)))


def _status_of(endpoint: Endpoint, body: bytes) -> int | None:
    if not body and not endpoint.signature.is_body_needed:
        return endpoint.status
    if body in (b"null", b"[]", b"17", b'"text"'):
        return 422
    return None if body == b"{}" or b"000" in body else 400


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[list[str | int], Any]]:
    yield list(path), value
    inner = value.items() if isinstance(value, dict) else ()
    for name, one in enumerate(value) if isinstance(value, list) else inner:
        yield from _places(one, (*path, name))


def _changed(body: Any, path: list[str | int], value: Any) -> Any:
    changed = copy.deepcopy(body)
    inside = changed
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return changed


def _without(body: Any, path: list[str | int]) -> Any:
    changed = copy.deepcopy(body)
    inside = changed
    for name in path[:-1]:
        inside = inside[name]
    del inside[path[-1]]
    return changed


def _parameters(endpoint: Endpoint) -> list[str]:
    given = _operation(endpoint).get("parameters", [])
    return [parameter["name"] for parameter in given if parameter["in"] == "query"]


def _takes_json(endpoint: Endpoint) -> bool:
    return "application/json" in _operation(endpoint).get("requestBody", {}).get("content", {})


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    return DOCUMENT["paths"][API_PREFIX + endpoint.path][endpoint.method.lower()]


def faults_of(endpoint: Endpoint, answer: Response) -> list[str]:
    """Return how an answer differs from what the API's description promises; none is sound."""
    described = _operation(endpoint)["responses"].get(str(answer.status))
    if described is None:
        return [f"{answer.status} is not described"]
    if answer.status < 400:
        return _faults_of_success(described, answer)
    if answer.headers.get("content-type") != "application/problem+json":
        return [f"{answer.status} with {answer.headers.get('content-type')}"]
    told = answer.json()
    faults = _unlike(told, {"$ref": "#/components/schemas/Problem"})
    is_same = told["status"] == answer.status and told["type"] == f"/problems/{told['code']}"
    if not is_same or told["request_id"] != answer.headers["x-request-id"]:
        faults.append("status, type or request id disagree")
    if told["code"] not in described["content"]["application/problem+json"]["examples"]:
        faults.append(f"the code {told['code']} is not described")
    return faults


def _faults_of_success(described: dict[str, Any], answer: Response) -> list[str]:
    if "content" not in described:
        return ["a body where none is described"] if answer.body else []
    media = answer.headers.get("content-type", "").partition(";")[0]
    if media not in described["content"]:
        return [f"{media} is not described"]
    text = answer.body.decode()
    if media == "text/event-stream":
        text = text.partition("data: ")[2].partition("\n")[0]
        if not text:
            return []  # There is nothing to say yet.
    elif media != "application/json":
        return []
    return _unlike(json.loads(text), described["content"][media]["schema"])


def _unlike(value: Any, schema: dict[str, Any]) -> list[str]:
    whole = {"components": CLOSED, **schema}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(whole, format_checker=checker)
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


def _closed(schema: Any) -> Any:
    """Let a described object hold nothing that is not described."""
    if isinstance(schema, list):
        return [_closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(inner) for name, inner in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


CLOSED = _closed(DOCUMENT["components"])


async def rows_of(
    connection: asyncpg.Connection, tables: list[str], org_id: UUID
) -> dict[str, Any]:
    """Return count and content of everything an organization has, table by table."""
    counted = " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0))::text "
        f"FROM {table} AS t WHERE org_id = $1"
        for table in tables
    )
    return {row[0]: (row[1], row[2]) for row in await connection.fetch(counted, org_id)}
