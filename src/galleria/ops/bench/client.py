"""The smallest HTTP client that keeps a connection: what is measured is the server, not this."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")

ANSWER_WAIT_S = 60.0
LINE_BYTES_MAX = 1_000_000
SHOWN_BYTES = 500


class UnexpectedAnswer(Exception):
    """The server answered, and not as the shape needs it."""


class HttpAnswer(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self, kind: type[T], *, status: int = 200) -> T:
        """Decode the body of an answer that has to have this status."""
        if self.status != status:
            shown = self.body[:SHOWN_BYTES].decode(errors="replace")
            raise UnexpectedAnswer(f"{self.status} instead of {status}: {shown}")
        return msgspec.json.decode(self.body, type=kind)


class HttpClient:
    """One HTTP/1.1 connection; one request at a time."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, always: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._always = always

    async def get(self, path: str) -> HttpAnswer:
        """Ask for `path`."""
        return await self.send("GET", path, b"")

    async def post(self, path: str, body: bytes) -> HttpAnswer:
        """Send JSON."""
        return await self.send("POST", path, body)

    async def send(self, method: str, path: str, body: bytes, *, headers: str = "") -> HttpAnswer:
        """Send a request and return the whole answer; each of `headers` ends its line."""
        head = (
            f"{method} {path} HTTP/1.1\r\n{self._always}{headers}"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        async with asyncio.timeout(ANSWER_WAIT_S):
            return await self._answer()

    async def _answer(self) -> HttpAnswer:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        status = int(head[0].split(" ", 2)[1])
        if headers.get("transfer-encoding") == "chunked":
            return HttpAnswer(status, headers, await self._chunks())
        length = int(headers.get("content-length", "0"))
        return HttpAnswer(status, headers, await self._reader.readexactly(length))

    async def _chunks(self) -> bytes:
        chunks: list[bytes] = []
        while length := int((await self._reader.readline()).split(b";")[0], 16):
            chunks.append(await self._reader.readexactly(length))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(chunks)


@asynccontextmanager
async def http_client(port: int, *, token: str | None = None) -> AsyncGenerator[HttpClient]:
    """Open a connection to a server on this machine, as the owner of `token`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LINE_BYTES_MAX)
    always = "host: 127.0.0.1\r\n"
    if token is not None:
        always += f"authorization: Bearer {token}\r\n"
    try:
        yield HttpClient(reader, writer, always)
    finally:
        writer.close()
        await writer.wait_closed()


def as_json(value: Any) -> bytes:
    """Encode a request's body."""
    return msgspec.json.encode(value)
