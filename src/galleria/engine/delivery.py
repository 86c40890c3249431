"""Hands events to the listeners of this process, in order, with the progress kept in the database.

A listener runs in its organization's transaction, and the progress commits with what it did: a
crash repeats nothing that was committed and loses nothing that was not.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from galleria.base.context import system_context
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.tx import Tx, platform_transaction, transaction
from galleria.engine.feed_queries import FeedEvent, advance_delivery, undelivered_events
from galleria.engine.sequencer_queries import UndeliveredFeed, undelivered_feeds
from galleria.engine.supervision import backoff_s

FEEDS_MAX = 100
EVENTS_AT_ONCE = 500
POSITIONS_AT_ONCE = 2_000
REST_MAX_S = 60.0

# Gets events of one type, oldest first. It enqueues jobs and should do little else; it must bear
# to be told twice (by event id), since that is all a listener outside this process could promise.
Listener = Callable[[Tx, list[FeedEvent]], Awaitable[None]]
Listeners = Mapping[str, Sequence[Listener]]
# Gets a window of positions, `after` and `up_to`, of a feed that is followed, whatever its types:
# it reads what it needs in one statement. Told once, for what it does commits with the progress.
Follower = Callable[[Tx, int, int], Awaitable[None]]


class _Overtaken(Exception):
    """Another process delivered these events first."""


class Delivery:
    """Delivers every feed as far as it is placed; one whose listener fails rests, and only it.

    No event is skipped: a listener that cannot bear one is a bug, and after the bug is fixed the
    feed goes on from there.
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
        self._followers = followers
        self._log = log
        self._failures: dict[UUID, int] = {}
        self._rests_until: dict[UUID, float] = {}

    async def deliver(self) -> bool:
        """Deliver what waits; return whether more is waiting."""
        async with platform_transaction(self._database) as platform:
            feeds = await undelivered_feeds(platform, resting=self._resting(), limit=FEEDS_MAX)
        has_more = [await self._deliver_feed(feed) for feed in feeds]
        return len(feeds) == FEEDS_MAX or any(has_more)

    def _resting(self) -> list[UUID]:
        now = time.monotonic()
        self._rests_until = {org: until for org, until in self._rests_until.items() if until > now}
        return list(self._rests_until)

    async def _deliver_feed(self, feed: UndeliveredFeed) -> bool:
        context = system_context(
            feed.org_id, request_id=f"feed-{feed.delivered_position}", tier=feed.tier
        )
        try:
            async with transaction(self._database, context) as tx:
                has_more = await self._tell(tx, feed)
        except _Overtaken:
            return False
        except Exception as error:
            self._rest(feed, error)
            return False
        self._failures.pop(feed.org_id, None)
        return has_more

    async def _tell(self, tx: Tx, feed: UndeliveredFeed) -> bool:
        after = feed.delivered_position
        up_to = await self._tell_listeners(
            tx, after, min(feed.last_position, after + POSITIONS_AT_ONCE)
        )
        if feed.is_followed:
            for follower in self._followers:
                await follower(tx, after, up_to)
        # Last, so that the feed's row is locked for no longer than the commit takes.
        if not await advance_delivery(tx, after=after, up_to=up_to):
            raise _Overtaken
        return up_to < feed.last_position

    async def _tell_listeners(self, tx: Tx, after: int, up_to: int) -> int:
        """Tell what they wait for, in order; return how far that came."""
        if not self._listeners:
            return up_to
        events = await undelivered_events(
            tx, after=after, up_to=up_to, types=list(self._listeners), limit=EVENTS_AT_ONCE
        )
        for event_type, same_type in groupby(events, key=lambda event: event.type):
            told = list(same_type)
            for listener in self._listeners[event_type]:
                await listener(tx, told)
        return (events[-1].position or 0) if len(events) == EVENTS_AT_ONCE else up_to

    def _rest(self, feed: UndeliveredFeed, error: Exception) -> None:
        failures = self._failures[feed.org_id] = self._failures.get(feed.org_id, 0) + 1
        rest_s = backoff_s(failures, base_s=0.5, max_s=REST_MAX_S)
        self._rests_until[feed.org_id] = time.monotonic() + rest_s
        self._log.failure(
            "events.not_delivered",
            error,
            org_id=feed.org_id,
            after=feed.delivered_position,
            rest_s=round(rest_s, 1),
        )
