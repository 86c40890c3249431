"""The bare minimum beside which our calls are measured: POST, one INSERT, the body back.

Served like the product: one Granian process, uvloop, asyncpg, a connection pool. No framework, no
tenant, no check, no event. `python -m galleria.ops.bench.echo PORT` with ECHO_DATABASE_URL set.
"""

import os
import sys
from typing import Any

import asyncpg
import msgspec

from galleria.base.shell import Receive, Scope, Send

TABLE = "bench_echo"
MAKE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, body text NOT NULL)"
GRANT = f"GRANT INSERT ON {TABLE} TO galleria_app; GRANT USAGE ON {TABLE}_id_seq TO galleria_app"
DROP = f"DROP TABLE IF EXISTS {TABLE}"
INSERT = f"INSERT INTO {TABLE} (body) VALUES ($1)"
URL = "ECHO_DATABASE_URL"


class Echo:
    """ASGI, and nothing else."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool[Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        msgspec.json.decode(body)
        assert self._pool is not None
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(INSERT, body.decode())
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            os.environ[URL], min_size=1, max_size=16, reset=_nothing
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def create() -> Echo:
    """Make the application; Granian calls this in the serving process."""
    return Echo()


def serve(port: int) -> None:
    """Serve until stopped."""
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "galleria.ops.bench.echo:create",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        log_level=LogLevels.warning,
    ).serve()


async def _nothing(_connection: object) -> None:
    # As in the product's pool: a reset would cost the limit a round trip.
    return


if __name__ == "__main__":
    serve(int(sys.argv[1]))
