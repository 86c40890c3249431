"""A stream of events ends with its values, or with the process."""

import asyncio
from collections.abc import AsyncIterator

from msgspec import Struct

from galleria.base.sse import event_stream


class Step(Struct):
    number: int


async def steps(*numbers: int, then_wait: bool = False) -> AsyncIterator[Step]:
    for number in numbers:
        yield Step(number)
    if then_wait:
        await asyncio.sleep(60)


async def test_each_value_is_one_event_and_the_last_ends_the_stream() -> None:
    answer = event_stream("step", steps(1, 2), asyncio.Event())
    assert answer.stream is not None
    assert [chunk async for chunk in answer.stream] == [
        b'event: step\ndata: {"number":1}\n\n',
        b'event: step\ndata: {"number":2}\n\n',
    ]


async def test_a_stopping_process_ends_the_stream() -> None:
    drain = asyncio.Event()
    answer = event_stream("step", steps(1, then_wait=True), drain)
    assert answer.stream is not None
    first = await anext(answer.stream)
    drain.set()
    async with asyncio.timeout(2):
        assert [chunk async for chunk in answer.stream] == []
    assert first.startswith(b"event: step")
