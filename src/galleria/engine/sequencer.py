"""Gives every committed event its place in its organization's feed, and has it delivered.

Writers commit out of order, so places are given after the commit, by one elected process: a
reader who follows by position never skips an event, and one long writer stalls nobody.
"""

import asyncio
from collections.abc import Sequence

from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.pool import Connection
from galleria.base.tx import PlatformTx
from galleria.engine.delivery import Delivery, Follower, Listeners
from galleria.engine.events import EVENTS_SIGNAL
from galleria.engine.sequencer_queries import place_events
from galleria.engine.supervision import elected, keep_running
from galleria.engine.wakeup import Woken

OFFICE = 0x67616C_01  # An advisory lock of this database.
EVENTS_AT_ONCE = 2_000
POLL_S = 0.15  # For commits whose process died before it could signal.
# What a busy moment commits is placed together: each statement costs the disk a flush, beside
# writers who wait for theirs.
GATHER_S = 0.02
# For readers in this process; others look on their own.
PLACED_SIGNAL = "events_placed"
DELIVERY_POLL_S = 1.0


class Sequencer:
    """Stands for election in its database until cancelled; works while it is elected.

    The lock and the work share a connection: who loses one loses the other, so no two sequencers
    ever place events at once.
    """

    def __init__(
        self,
        database: Database,
        listeners: Listeners,
        log: Log,
        followers: Sequence[Follower] = (),
    ) -> None:
        self._database = database
        self._listeners = listeners
        self._delivery = Delivery(database, listeners, log, followers)
        self._log = log

    async def run(self) -> None:
        """Place and deliver events whenever elected, until cancelled."""
        await keep_running("sequencer", self._hold_office, self._log)

    async def _hold_office(self) -> None:
        async with elected(self._database.direct_url, OFFICE) as connection:
            # The planner must not think of scanning the events for the few that have no place.
            await connection.execute("SET enable_seqscan = off; SET lock_timeout = '2s'")
            placed = asyncio.Event()
            placed.set()  # What was placed before a crash may not have been delivered.
            delivering = asyncio.create_task(
                keep_running("delivery", lambda: self._deliver(placed), self._log)
            )
            try:
                await self._place(connection, placed)
            finally:
                delivering.cancel()
                await asyncio.wait([delivering])

    async def _place(self, connection: Connection, placed: asyncio.Event) -> None:
        tx = PlatformTx(connection)
        with Woken(self._database, frozenset({EVENTS_SIGNAL})) as woken:
            while True:
                feeds = await place_events(tx, listened=list(self._listeners), limit=EVENTS_AT_ONCE)
                if any(feed.is_awaited for feed in feeds):
                    placed.set()
                if feeds:
                    self._database.signals.emit({PLACED_SIGNAL})
                if sum(feed.events for feed in feeds) < EVENTS_AT_ONCE:
                    await woken.sleep(POLL_S)
                    await asyncio.sleep(GATHER_S)

    async def _deliver(self, placed: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(DELIVERY_POLL_S):
                await placed.wait()
        except TimeoutError:
            pass
        placed.clear()
        while await self._delivery.deliver():
            pass
