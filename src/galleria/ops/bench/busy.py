"""Our side of a read: so many askers at once, one after the other each, for so long."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from msgspec import Struct

from galleria.ops.bench.measures import percentile


class Round(Struct, frozen=True):
    """How long each took, and how long all together."""

    took_ms: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.took_ms) / self.seconds

    @property
    def p99_ms(self) -> float:
        return percentile(self.took_ms, 99)

    @property
    def p50_ms(self) -> float:
        return percentile(self.took_ms, 50)


async def busy(
    ask: Callable[[int, int], Awaitable[None]], *, clients: int, seconds: float
) -> Round:
    """Have every client call `ask(client, time)` again and again until the time is over."""
    took_ms: list[float] = []
    began = time.perf_counter()
    ends = began + seconds

    async def client(number: int) -> None:
        turn = 0
        while (asked := time.perf_counter()) < ends:
            await ask(number, turn)
            took_ms.append((time.perf_counter() - asked) * 1000)
            turn += 1

    async with asyncio.TaskGroup() as group:
        for number in range(clients):
            group.create_task(client(number))
    return Round(took_ms, time.perf_counter() - began)


async def open_loop(
    ask: Callable[[int], Awaitable[None]], *, per_second: float, until: Callable[[], bool]
) -> Round:
    """Ask at a steady rate whatever the answers take, as shoppers come; times are from when due."""
    took_ms: list[float] = []
    began = time.perf_counter()

    async def one(number: int, due: float) -> None:
        await ask(number)
        took_ms.append((time.perf_counter() - due) * 1000)

    async with asyncio.TaskGroup() as group:
        number = 0
        while not until():
            due = began + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(number, due))
            number += 1
    return Round(took_ms, time.perf_counter() - began)
