"""Server-sent events: a stream of JSON values that ends when the values or the process do."""

import asyncio
from collections.abc import AsyncIterator

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
    return Answer(200, b"", HEADERS, MEDIA_TYPE, _encoded(name, values, drain))


async def _encoded(
    name: str, values: AsyncIterator[Struct], drain: asyncio.Event
) -> AsyncIterator[bytes]:
    iterator = aiter(values)
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
            value = coming.result()
            if value is None:
                return
            yield f"event: {name}\ndata: {msgspec.json.encode(value).decode()}\n\n".encode()
            coming = asyncio.create_task(_next(iterator))
    finally:
        drained.cancel()
        coming.cancel()


async def _next(iterator: AsyncIterator[Struct]) -> Struct | None:
    return await anext(iterator, None)
