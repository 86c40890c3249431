"""An organization's feed: every event once, in one order that never changes, for who follows."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.pages import LIMIT_DEFAULT, Cursor, PageLimit, bad_cursor, mark
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import ReadTx, Tx
from galleria.engine.event_types import TYPES_MAX, TypePattern, like_pattern
from galleria.engine.feed_queries import (
    FeedEvent,
    feed_after,
    find_last_position,
    first_position_since,
    last_position_until,
    set_followed,
)

__all__ = ["FeedEvent", "FeedPage", "FeedQuery", "follow_feed", "last_position_of", "read_feed"]

# How many positions one call looks at, whatever it is to find among them.
LOOKED_AT_MAX = 20_000
# Events of a window may have been placed late, or by another clock.
SLACK = timedelta(hours=1)
SLACK_EVENTS = 1_000

Position = Annotated[int, Meta(ge=0, le=2**62, description="The position of the last event seen.")]
From = Annotated[datetime, Meta(tz=True, description="Recorded from then on; with its zone.")]
Until = Annotated[datetime, Meta(tz=True, description="Recorded before then; with its zone.")]
Types = Annotated[
    list[TypePattern], Meta(max_length=TYPES_MAX, description="Any of these; none: all.")
]


class FeedQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to go on: `after` a position, or by the `cursor` of the page before; else from the
    beginning, which is that of the window where one is given."""  # noqa: D209

    after: Position | None = None
    cursor: Cursor | None = None
    limit: PageLimit = LIMIT_DEFAULT
    types: Types = []
    recorded_from: From | None = None
    recorded_until: Until | None = None


class FeedPage(Struct, frozen=True):
    """The next events, oldest first; there may be none though `has_more`, where few are wanted.

    Ask again with `after` = `next_after`, or `cursor` = `next_cursor`, now or later. The cursor is
    good in its own organization only.
    """

    items: list[FeedEvent]
    next_after: int
    next_cursor: str
    has_more: bool


class _Place(Struct, frozen=True):
    position: int


class _Window(Struct, frozen=True):
    after: int
    up_to: int


async def read_feed(tx: ReadTx, *, query: FeedQuery) -> FeedPage:
    """Return the events behind a place. Following it sees each one exactly once, in one order.

    However late a transaction commits, its events come behind those already read. `Invalid` for a
    cursor of another organization, and for a position that this feed has not come to.
    """
    last = await last_position_of(tx)
    window = await _window(tx, query, last)
    up_to = min(window.up_to, window.after + LOOKED_AT_MAX)
    events = await feed_after(
        tx,
        after=window.after,
        up_to=up_to,
        patterns=[like_pattern(pattern) for pattern in query.types],
        recorded_from=query.recorded_from,
        recorded_until=query.recorded_until,
        limit=query.limit,
    )
    if len(events) == query.limit:
        up_to = events[-1].position or 0
    next_after = max(up_to, window.after)
    return FeedPage(events, next_after, mark(_Place(next_after)), next_after < window.up_to)


async def last_position_of(tx: ReadTx) -> int:
    """Return the position of the newest event that has one."""
    return await find_last_position(tx) or 0


async def follow_feed(tx: Tx, *, is_followed: bool) -> None:
    """Have the followers told of every event placed from now on, or no more."""
    await set_followed(tx, is_followed=is_followed)


def refuse_beyond(position: int, last: int, pointer: str) -> None:
    """Raise `Invalid` for a position that the feed has not come to: it is another's, or made up."""
    if position > last:
        detail = "This feed has not come that far: the position is not one that it gave out."
        raise Invalid(detail, errors=[FieldError(pointer, "bad_position", detail)])


async def _window(tx: ReadTx, query: FeedQuery, last: int) -> _Window:
    after = _after(query)
    if after is not None:
        refuse_beyond(after, last, "?after" if query.cursor is None else "?cursor")
    elif query.recorded_from is not None:
        since = query.recorded_from - SLACK
        first = await first_position_since(
            tx, since=since, since_id=id_at(since), looked_at=SLACK_EVENTS
        )
        after = last if first is None else first - 1
    up_to = last
    if query.recorded_until is not None:
        until = query.recorded_until + SLACK
        found = await last_position_until(
            tx, until=until, until_id=id_at(until), looked_at=SLACK_EVENTS
        )
        up_to = min(last, found or 0)
    return _Window(after or 0, up_to)


def _after(query: FeedQuery) -> int | None:
    if query.cursor is None:
        return query.after
    if query.after is not None:
        detail = "Give a cursor or a position, not both."
        raise Invalid(detail, errors=[FieldError("?after", "contradiction", detail)])
    try:
        return msgspec.json.decode(query.cursor, type=_Place).position
    except msgspec.DecodeError:
        raise bad_cursor() from None


def id_at(moment: datetime, *, slack_s: int = 0) -> UUID:
    """Return the least id that is made at a moment: ids begin with their milliseconds."""
    return UUID(int=max(0, int((moment.timestamp() - slack_s) * 1000)) << 80)
