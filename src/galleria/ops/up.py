"""`galleria up`: everything on this laptop, in the foreground, until Ctrl-C."""

import asyncio
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from types import FrameType

from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.ops.database import (
    data_path,
    migration_url,
    passwords_from,
    to_the_terminal,
    with_database,
)
from galleria.ops.demo.sandbox_beside import sandbox_beside
from galleria.ops.first_start import demo_logins
from galleria.ops.folder import DataFolder
from galleria.ops.laptop import owned_postgres
from galleria.ops.migrator import migrate
from galleria.ops.serve import refuse_taken_port, serve

# The second is sent when the terminal is closed.
LEAVE = (signal.SIGTERM, signal.SIGHUP)
READY_WAIT_S = 60
READY_POLL_S = 0.05


def up(settings: Settings) -> None:
    """Run PostgreSQL, the API and the job worker; the first start seeds the demo.

    With a database named by the settings there is no demo and no printed login.
    """
    began = time.monotonic()
    for asked in LEAVE:
        signal.signal(asked, _leave)
    folder = DataFolder(data_path(settings))
    settings = replace(settings, data=folder.path, allow_private_targets=True)
    logins: list[str] = []
    with ExitStack() as running:
        running.enter_context(folder.owned())
        refuse_taken_port(settings)
        if settings.database_url is None:
            address = running.enter_context(owned_postgres(folder, note=to_the_terminal))
            settings = with_database(settings, address.url)
            _migrate(settings)
            logins = demo_logins(settings, folder, note=to_the_terminal)
        else:
            _migrate(settings)
        folder.say(replace(folder.said(), address=address_of(settings)))
        beside = sandbox_beside(folder.path, address_of(settings), note=to_the_terminal)
        banner = _banner(settings, folder, [*running.enter_context(beside), *logins])
        serve(settings, with_worker=True, on_start=lambda: _announce(settings, banner, began))


def address_of(settings: Settings) -> str:
    """Say where a browser on this machine finds the server."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    host = everywhere.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def answers(address: str) -> bool:
    """Say whether the server answers there."""
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=2):
            return True
    except (OSError, urllib.error.URLError):
        return False


def _leave(_number: int, _frame: FrameType | None) -> None:
    # As Ctrl-C does, so that whatever has begun is taken down in order.
    raise KeyboardInterrupt


def _migrate(settings: Settings) -> None:
    url = migration_url(settings)
    asyncio.run(migrate(url, passwords_from=passwords_from(settings), note=to_the_terminal))


def _banner(settings: Settings, folder: DataFolder, logins: list[str]) -> str:
    address = address_of(settings)
    lines = [f"{address}/", f"{address}/reference", f"Data in {folder.path}", *logins]
    return "\n".join(f"  {line}" for line in [*lines, "Ctrl-C stops it."])


def _announce(settings: Settings, banner: str, began: float) -> None:
    # The server has its own handlers now; a closed terminal means to it that it should reload.
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))
    # Beside the server, which is about to start and then keeps this thread.
    threading.Thread(target=_when_ready, args=(settings, banner, began), daemon=True).start()


def _when_ready(settings: Settings, banner: str, began: float) -> None:
    while time.monotonic() - began < READY_WAIT_S:
        if answers(address_of(settings)):
            to_the_terminal(f"Galleria is ready after {time.monotonic() - began:.1f} s.\n{banner}")
            return
        time.sleep(READY_POLL_S)
