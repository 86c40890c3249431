"""Server-sent events: a stream of JSON values that ends when the values or the process do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import msgspec
from msgspec import Struct

from galleria.base.call import Answer

MEDIA_TYPE = "text/event-stream"
KEEP_ALIVE_S = 15.0
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def event_stream(name: str, values: AsyncIterator[Struct], drain: asyncio.Event) -> Answer:
    """Answer with one `name` event a value; a comment every 15 s keeps proxies from hanging up.

    Ends early when `drain` is set: an open stream must not hold up a shutdown.
    """
    return frame_stream(_framed(name, values), drain)


def frame_stream(frames: AsyncIterator[bytes], drain: asyncio.Event) -> Answer:
    """Like `event_stream`, of events that are written out already (`frame`)."""
    return Answer(200, b"", HEADERS, MEDIA_TYPE, _kept_alive(frames, drain))


def frame(data: bytes, *, name: str | None = None, event_id: int | None = None) -> bytes:
    """Write an event out; who reconnects names the last id it saw."""
    named = "" if name is None else f"event: {name}\n"
    numbered = "" if event_id is None else f"id: {event_id}\n"
    return f"{named}{numbered}data: ".encode() + data + b"\n\n"


async def _framed(name: str, values: AsyncIterator[Struct]) -> AsyncIterator[bytes]:
    async for value in values:
        yield frame(msgspec.json.encode(value), name=name)


async def _kept_alive(frames: AsyncIterator[bytes], drain: asyncio.Event) -> AsyncIterator[bytes]:
    iterator = aiter(frames)
    drained = asyncio.create_task(drain.wait())
    coming = asyncio.create_task(_next(iterator))
    try:
        while True:
            await asyncio.wait(
                {coming, drained}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED
            )
            if drained.done():
                return
            if not coming.done():
                yield b": still here\n\n"
                continue
            framed = coming.result()
            if framed is None:
                return
            yield framed
            coming = asyncio.create_task(_next(iterator))
    finally:
        drained.cancel()
        coming.cancel()
        await asyncio.wait([coming])
        if isinstance(iterator, AsyncGenerator):
            await iterator.aclose()


async def _next(iterator: AsyncIterator[bytes]) -> bytes | None:
    return await anext(iterator, None)
