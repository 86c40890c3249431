"""Somebody's server that receives webhooks: counts, checks signatures, and answers at once.

`python -m galleria.ops.bench.receiving PORT SECRET` serves until it is stopped. What
is posted to /silent/… is never answered; GET /report tells what came, and forgets it.
"""

import asyncio
import base64
import hashlib
import hmac
import sys
import time
from typing import cast

import msgspec
import uvloop
from msgspec import Struct

LISTENING = "listening"
OK = b"HTTP/1.1 204 No Content\r\n\r\n"
HEAD_END = b"\r\n\r\n"


class Arrival(Struct, frozen=True, array_like=True):
    """Which event came where, when on the machine's monotonic clock, and rightly signed."""

    path: str
    event_id: str
    at_ns: int
    is_signed: bool


class Receiver(asyncio.Protocol):
    """One connection; HTTP as far as our own sender speaks it."""

    def __init__(self, secret: bytes, arrivals: list[Arrival]) -> None:
        self._secret = secret
        self._arrivals = arrivals
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is answered through."""
        # uvloop's is one by its methods only.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take whole requests out of what came."""
        self._buffer += data
        while (end := self._buffer.find(HEAD_END)) >= 0:
            first, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
            split = (line.partition(": ") for line in lines)
            headers = {name.lower(): value for name, _, value in split}
            begins = end + len(HEAD_END)
            ends = begins + int(headers.get("content-length", "0"))
            if len(self._buffer) < ends:
                return
            body, self._buffer = self._buffer[begins:ends], self._buffer[ends:]
            self._take(first.split(" ")[1], headers, body)

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        if path == "/report":
            report = msgspec.json.encode(self._arrivals)
            self._arrivals.clear()
            head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(report)}\r\n\r\n"
            self._transport.write(head.encode() + report)
            return
        event_id, at_ns = headers["webhook-id"], time.monotonic_ns()
        content = f"{event_id}.{headers['webhook-timestamp']}.".encode() + body
        signed = base64.b64encode(hmac.digest(self._secret, content, hashlib.sha256)).decode()
        is_signed = f"v1,{signed}" in headers["webhook-signature"].split(" ")
        self._arrivals.append(Arrival(path, event_id, at_ns, is_signed))
        if not path.startswith("/silent/"):
            self._transport.write(OK)


async def serve(port: int, secret: bytes) -> None:
    """Serve until stopped."""
    arrivals: list[Arrival] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Receiver(secret, arrivals), "127.0.0.1", port)
    print(LISTENING, file=sys.stderr, flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), bytes.fromhex(sys.argv[2])))
