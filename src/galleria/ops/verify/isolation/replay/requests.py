"""A request as the replay writes it, and the answer, in process: bytes in, bytes out."""

import asyncio
import random
import re
import string
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.http import API_PREFIX
from galleria.base.ids import new_id
from galleria.base.shell import App

ANSWER_WITHIN_S = 20
JSON = "application/json"
# Differ from one request to the next, whatever was asked for.
PASSING_HEADERS = frozenset({"x-request-id", "content-length", "date"})
PASSING_FIELDS = ("request_id", "instance")


class Request(Struct, frozen=True, kw_only=True):
    """`names` are the owner's identifiers in it; `swap` is what the other brings of its own."""

    method: str
    path: str
    query: dict[str, str] = {}
    body: Any = None
    headers: dict[str, str] = {}
    names: tuple[str, ...] = ()
    swap: dict[str, str] = {}

    def replaced(self, mapping: dict[str, str]) -> "Request":
        """Return the request with texts replaced wherever they stand."""
        body = self.body
        if isinstance(body, bytes):
            body = _replace(body.decode(), mapping).encode()
        elif body is not None:
            body = msgspec.json.decode(_replace(msgspec.json.encode(body).decode(), mapping))
        return Request(
            method=self.method,
            path=_replace(self.path, mapping),
            query={name: _replace(value, mapping) for name, value in self.query.items()},
            body=body,
            headers={name: _replace(value, mapping) for name, value in self.headers.items()},
            names=self.names,
        )

    def by_the_other(self) -> "Request":
        """Return the request as the other sends it: with the owner's ids, from its own house."""
        return self.replaced(self.swap)

    def absent(self) -> tuple["Request", list[str]]:
        """Return what the other sends with ids that nobody has, and those ids."""
        instead = [nobodys(name) for name in self.names]
        return self.by_the_other().replaced(dict(zip(self.names, instead, strict=True))), instead


class Response(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as plain values."""
        return msgspec.json.decode(self.body)

    def comparable(self, names: Sequence[str]) -> str:
        """Return all that may be compared: what differs anyway, and `names`, stand aside."""
        headers = {k: v for k, v in sorted(self.headers.items()) if k not in PASSING_HEADERS}
        text = self.body.decode(errors="replace")
        for field in PASSING_FIELDS:
            text = re.sub(rf'"{field}":"[^"]*"', f'"{field}":""', text)
        placed = {name: f"<{number}>" for number, name in enumerate(names)}
        return _replace(f"{self.status} {headers} {text}", placed)


def nobodys(name: str) -> str:
    """Return an identifier of the same shape that nobody has."""
    try:
        UUID(name)
    except ValueError:
        letters = string.ascii_lowercase
        return "".join(random.choice(letters) if c.isalnum() else c for c in name)
    return str(new_id())


async def send(app: App, request: Request, *, token: str | None) -> Response:
    """Send the request to the application here; a stream is left after its first bytes."""
    return await _Exchange(app, request, token).run()


class _Exchange:
    """One request through ASGI."""

    def __init__(self, app: App, request: Request, token: str | None) -> None:
        self._app = app
        self._body, media_type = _encoded(request.body)
        headers = {"host": "localhost", **request.headers}
        if media_type and "content-type" not in headers:
            headers["content-type"] = media_type
        if request.body is not None:
            headers["content-length"] = str(len(self._body))
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        self._scope = _scope(request, headers)
        self._was_read = False
        self._status, self._headers, self._sent = 0, dict[str, str](), bytearray()
        self._enough = asyncio.Event()

    async def run(self) -> Response:
        answering = asyncio.ensure_future(self._app(self._scope, self._receive, self._send))
        enough = asyncio.ensure_future(self._enough.wait())
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await asyncio.wait({answering, enough}, return_when=asyncio.FIRST_COMPLETED)
        enough.cancel()
        if not answering.done():
            answering.cancel()
        for error in await asyncio.gather(answering, return_exceptions=True):
            if isinstance(error, Exception):
                raise error
        return Response(self._status, self._headers, bytes(self._sent))

    async def _receive(self) -> MutableMapping[str, Any]:
        if self._was_read:
            await self._enough.wait()
            return {"type": "http.disconnect"}
        self._was_read = True
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            pairs = message.get("headers", [])
            self._headers = {name.decode().lower(): value.decode() for name, value in pairs}
            return
        self._sent += message.get("body", b"")
        is_stream = self._headers.get("content-type", "").startswith("text/event-stream")
        if not message.get("more_body") or (is_stream and self._sent):
            self._enough.set()


def _scope(request: Request, headers: dict[str, str]) -> dict[str, Any]:
    path = API_PREFIX + request.path
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": urlencode(request.query).encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


def _encoded(body: Any) -> tuple[bytes, str]:
    if body is None:
        return b"", ""
    if isinstance(body, bytes):
        return body, ""
    return msgspec.json.encode(body), JSON


def _replace(text: str, mapping: dict[str, str]) -> str:
    """Replace all at once, so that what was put in is not replaced again."""
    if not mapping:
        return text
    longest_first = sorted(mapping, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in longest_first)
    return re.sub(pattern, lambda found: mapping[found[0]], text)
