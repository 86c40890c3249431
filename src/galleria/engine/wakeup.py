"""Signals between processes: what one commits wakes the sleepers of all.

NOTIFY takes a lock for the whole server at commit, so no business transaction does it: signals
are gathered after the commit and sent on a connection of this process's own (trap: DESIGN 5).
"""

import asyncio
from collections.abc import Callable

from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.pool import Connection
from galleria.engine.events import EVENTS_SIGNAL
from galleria.engine.jobs import JOB_CANCEL_SIGNAL, JOBS_SIGNAL
from galleria.engine.supervision import keep_running, own_connection

CHANNEL = "galleria_wakeup"
SHARED_SIGNALS = frozenset({EVENTS_SIGNAL, JOBS_SIGNAL, JOB_CANCEL_SIGNAL})
QUIET_S = 20.0
# Events can wait for company (each NOTIFY commits, and flushes the log); jobs are started at once.
GATHER_S = 0.02
PATIENT = frozenset({EVENTS_SIGNAL})


class Wakeup:
    """Passes this process's signals to the others, and theirs to this one.

    A lost notification delays work until the next poll, never loses it.
    """

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log
        self._unsent: set[str] = set()
        self._has_unsent = asyncio.Event()
        self._has_urgent = asyncio.Event()
        self._is_echo = False

    async def run(self) -> None:
        """Pass signals on until cancelled."""
        self._database.signals.listen(self._hear_own)
        try:
            await keep_running("wakeup", self._pass_on, self._log)
        finally:
            self._database.signals.unlisten(self._hear_own)

    def _hear_own(self, names: set[str]) -> None:
        shared = names & SHARED_SIGNALS
        if shared and not self._is_echo:
            self._unsent |= shared
            self._has_unsent.set()
            if not shared <= PATIENT:
                self._has_urgent.set()

    async def _pass_on(self) -> None:
        async with own_connection(self._database.direct_url) as connection:
            own_pid = connection.get_server_pid()
            await connection.add_listener(CHANNEL, self._hear_others(own_pid))
            while True:
                await self._send(connection)

    async def _send(self, connection: Connection) -> None:
        try:
            async with asyncio.timeout(QUIET_S):
                await self._has_unsent.wait()
        except TimeoutError:
            await connection.execute("SELECT 1")  # Is the server still there to listen to?
            return
        if self._unsent <= PATIENT:
            await self._gather()
        self._has_unsent.clear()
        names, self._unsent = self._unsent, set()
        await connection.execute(f"SELECT pg_notify('{CHANNEL}', $1)", ",".join(sorted(names)))

    async def _gather(self) -> None:
        """Wait for more, but no longer than until something comes that cannot wait."""
        self._has_urgent.clear()
        try:
            async with asyncio.timeout(GATHER_S):
                await self._has_urgent.wait()
        except TimeoutError:
            pass

    def _hear_others(self, own_pid: int) -> Callable[..., None]:
        def hear(_connection: object, pid: int, _channel: str, payload: object) -> None:
            if pid == own_pid:
                return
            self._is_echo = True
            try:
                self._database.signals.emit(set(str(payload).split(",")) & SHARED_SIGNALS)
            finally:
                self._is_echo = False

        return hear


class Woken:
    """Sleeps until a named signal is heard in this process, or a time has passed."""

    def __init__(self, database: Database, names: frozenset[str]) -> None:
        self._database = database
        self._names = names
        self._event = asyncio.Event()

    def __enter__(self) -> "Woken":
        self._database.signals.listen(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self._database.signals.unlisten(self._hear)

    def wake(self) -> None:
        """End the sleep now, or the next one at once."""
        self._event.set()

    async def sleep(self, seconds: float) -> None:
        """Return when woken since the last sleep ended, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()

    def _hear(self, names: set[str]) -> None:
        if not self._names.isdisjoint(names):
            self._event.set()
