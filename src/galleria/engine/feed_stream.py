"""The live feed: events as they get their places, to any number of listeners by one reader."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.call import Answer, Call
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.refusals import FieldError, Invalid, TooManyRequests
from galleria.base.sse import frame, frame_stream
from galleria.base.tx import platform_transaction, reading
from galleria.engine.event_types import is_wanted, like_pattern
from galleria.engine.events import EVENTS_SIGNAL
from galleria.engine.feed import Position, Types, last_position_of, refuse_beyond
from galleria.engine.feed_queries import FeedEvent, feed_after, moved_feeds
from galleria.engine.sequencer import PLACED_SIGNAL
from galleria.engine.supervision import keep_running
from galleria.engine.wakeup import Woken

LISTENERS_MAX = 1_000
LISTENERS_OF_ORGANIZATION_MAX = 50
# Then the client comes again, with a token that is good, and goes on where it was.
STREAM_S_MAX = 900.0
KEPT_EVENTS = 1_000
EVENTS_AT_ONCE = 500
POSITIONS_AT_ONCE = 5_000
SILENCE_MAX = 1_000
POLL_S = 0.25
GATHER_S = 0.02


class StreamQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where on: the header Last-Event-ID, else `after`, else from now."""

    after: Position | None = None
    types: Types = []


class _Kept(Struct, frozen=True):
    position: int
    type: str
    frame: bytes


class _Feed:
    """What is kept of one organization's feed while somebody listens: the last events."""

    def __init__(self, context: Context, position: int) -> None:
        self.context = context
        self.begins = self.position = position
        self.listeners = 0
        self.moved = asyncio.Event()
        self._kept: deque[_Kept] = deque()

    def append(self, events: Sequence[FeedEvent], up_to: int) -> None:
        """Keep what came, and wake the listeners."""
        self._kept.extend(_kept(event) for event in events)
        while len(self._kept) > KEPT_EVENTS:
            self.begins = self._kept.popleft().position
        self.position = up_to
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    def behind(self, position: int) -> list[_Kept]:
        """Return what is kept behind a position."""
        return [it for it in self._kept if it.position > position]


class Feeds:
    """The feeds that are listened to in this process; one task reads them all."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log
        self._feeds: dict[UUID, _Feed] = {}
        self._reader: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop reading."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait([self._reader])

    def refuse_more(self, org_id: UUID) -> None:
        """Raise TooManyRequests when too many listen."""
        everywhere = sum(it.listeners for it in self._feeds.values())
        own = self._feeds[org_id].listeners if org_id in self._feeds else 0
        if everywhere >= LISTENERS_MAX or own >= LISTENERS_OF_ORGANIZATION_MAX:
            raise TooManyRequests("Too many listen already.", retry_after_s=10)

    async def frames(
        self, context: Context, after: int, last: int, patterns: Sequence[str]
    ) -> AsyncGenerator[bytes]:
        """Yield every event behind `after` that is wanted, for a quarter of an hour.

        `last` is a position that the feed is known to have come to.
        """
        position, until = after, time.monotonic() + STREAM_S_MAX
        said = -1
        feed = self._joined(context, last)
        try:
            while (left_s := until - time.monotonic()) > 0:
                moved = feed.moved
                came = await self._behind(feed, position, patterns)
                for event in came.events:
                    yield event.frame
                position = came.up_to
                if came.events:
                    said = position
                elif said < 0 or position - said >= SILENCE_MAX:
                    # Nothing to dispatch; but whoever comes again need not look at these again, and
                    # at the beginning the client learns that it is heard.
                    said = position
                    yield f": nothing yet\nid: {position}\n\n".encode()
                if position >= feed.position:
                    await _within(moved, left_s)
        finally:
            self._leave(feed)

    def _joined(self, context: Context, last: int) -> _Feed:
        feed = self._feeds.get(context.org_id)
        if feed is None:
            feed = self._feeds[context.org_id] = _Feed(context, last)
        feed.listeners += 1
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(keep_running("feeds", self._read, self._log))
        return feed

    def _leave(self, feed: _Feed) -> None:
        feed.listeners -= 1
        if feed.listeners == 0:
            del self._feeds[feed.context.org_id]
        if not self._feeds and self._reader is not None:
            # Nothing is read for nobody.
            self._reader.cancel()
            self._reader = None

    async def _behind(self, feed: _Feed, position: int, patterns: Sequence[str]) -> "_Came":
        if position >= feed.begins:
            # What this process has read may be less than what the listener knows.
            up_to = max(position, feed.position)
            return _Came([it for it in feed.behind(position) if _passes(it, patterns)], up_to)
        up_to = min(position + POSITIONS_AT_ONCE, feed.position)
        events, up_to = await self._fetched(feed, position, up_to, patterns)
        return _Came([_kept(event) for event in events], up_to)

    async def _read(self) -> None:
        names = frozenset({EVENTS_SIGNAL, PLACED_SIGNAL})
        with Woken(self._database, names) as woken:
            while True:
                await self._look()
                await woken.sleep(POLL_S)
                await asyncio.sleep(GATHER_S)

    async def _look(self) -> None:
        feeds = dict(self._feeds)
        async with platform_transaction(self._database) as tx:
            moved = await moved_feeds(
                tx, org_ids=list(feeds), positions=[it.position for it in feeds.values()]
            )
        for news in moved:
            feed = feeds[news.org_id]
            while feed.position < news.last_position:
                events, up_to = await self._fetched(feed, feed.position, news.last_position, [])
                feed.append(events, up_to)

    async def _fetched(
        self, feed: _Feed, after: int, up_to: int, patterns: Sequence[str]
    ) -> tuple[list[FeedEvent], int]:
        async with reading(self._database, feed.context) as tx:
            events = await feed_after(
                tx,
                after=after,
                up_to=up_to,
                patterns=[like_pattern(pattern) for pattern in patterns],
                recorded_from=None,
                recorded_until=None,
                limit=EVENTS_AT_ONCE,
            )
        is_full = len(events) == EVENTS_AT_ONCE
        return events, (events[-1].position or 0) if is_full else up_to


class _Came(Struct, frozen=True):
    events: list[_Kept]
    up_to: int


async def stream_events(call: Call) -> Answer:
    """Stream events as server-sent events, each with its position as its id, as they come.

    A client that comes again with Last-Event-ID misses none and sees none twice. `Invalid` for a
    position that this feed has not come to.
    """
    query = call.query(StreamQuery)
    after, pointer = query.after, "?after"
    if (header := call.headers.get("last-event-id")) is not None:
        after, pointer = _position(header), "Last-Event-ID"
    async with call.reading() as tx:
        last = await last_position_of(tx)
    if after is not None:
        refuse_beyond(after, last, pointer)
    # It reads for longer than this request may take.
    context = msgspec.structs.replace(call.tenant, deadline=None)
    feeds = call.services.get(Feeds)
    feeds.refuse_more(context.org_id)
    begin = last if after is None else after
    return frame_stream(feeds.frames(context, begin, last, query.types), call.drain)


def _position(header: str) -> int:
    if header.isascii() and header.isdigit() and len(header) < 19:
        return int(header)
    detail = "It is the id of an event of this stream: a number."
    raise Invalid(detail, errors=[FieldError("Last-Event-ID", "bad_position", detail)])


def _kept(event: FeedEvent) -> _Kept:
    position = event.position or 0
    return _Kept(position, event.type, frame(msgspec.json.encode(event), event_id=position))


def _passes(event: _Kept, patterns: Sequence[str]) -> bool:
    return not patterns or is_wanted(event.type, patterns)


async def _within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
