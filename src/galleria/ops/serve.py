"""Serve HTTP with Granian: one process that answers, and one that watches over it."""

import asyncio
import multiprocessing
import os
import socket
from collections.abc import Callable

from galleria.base.config import PREFIX, Settings
from galleria.ops.database import login_urls
from galleria.ops.errors import OperatorError
from galleria.ops.migrator import administrator, missing_migrations
from galleria.ops.postgres import is_free

# After this, open responses are cut off; streams end by themselves before (factory.Draining).
STOP_WAIT_S = 20
HEADER_READ_TIMEOUT_MS = 10_000
DURABLE = ("fsync", "full_page_writes")


def serve(settings: Settings, *, with_worker: bool, on_start: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, starting the serving process again should it die.

    The serving process reads its settings from the environment, so they are put there first.
    """
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    _put_into_environment(settings)
    # A forked process would inherit locks and open files; a spawned one starts clean.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        f"galleria.ops.factory:{'api_and_worker' if with_worker else 'api'}",
        factory=True,
        address=_ip_of(settings.host),
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_TIMEOUT_MS),
        websockets=False,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WAIT_S,
        log_level=LogLevels.warning,
    )
    server.on_startup(on_start)
    server.serve()


def refuse_taken_port(settings: Settings) -> None:
    """Refuse before anything starts when we cannot listen on our address."""
    if not is_free(_ip_of(settings.host), settings.port):
        raise OperatorError(
            f"Port {settings.port} on {settings.host} is taken, or cannot be listened on. Stop "
            "what uses it, or choose another with GALLERIA_PORT (and GALLERIA_HOST)."
        )


def refuse_unsound_database(settings: Settings) -> None:
    """Refuse to work for real on a database that could lose what it acknowledged, or is behind."""
    app_url, _ = login_urls(settings)
    asyncio.run(_refuse_unsound(app_url))


async def _refuse_unsound(url: str) -> None:
    async with administrator(url) as connection:
        for setting in DURABLE:
            if await connection.fetchval(f"SHOW {setting}") != "on":
                raise OperatorError(
                    f"The database runs with {setting}=off, so a crash could lose sales that were "
                    f"acknowledged. Turn {setting} on."
                )
        missing = await missing_migrations(connection)
        if missing:
            raise OperatorError(
                f"The database lacks {len(missing)} migrations, first {missing[0]}. "
                "Run `galleria migrate`."
            )


def _ip_of(host: str) -> str:
    # The server takes addresses only, and `localhost` is what people write.
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise OperatorError(f"GALLERIA_HOST={host} is nowhere to be found: {error}") from error
    # Of several, the one that `curl 127.0.0.1` finds.
    found.sort(key=lambda it: it[0] != socket.AF_INET)
    return str(found[0][4][0])


def _put_into_environment(settings: Settings) -> None:
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        variable = f"{PREFIX}{name.upper()}"
        if value is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = str(value)
