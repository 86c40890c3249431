"""A crowd at one instant: everybody is connected, and then everybody asks at once."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from msgspec import Struct

from galleria.ops.bench.client import HttpAnswer, HttpClient, http_client


class Asked(Struct, frozen=True):
    """What one of them sends, and to which port."""

    port: int
    path: str
    key: str
    body: bytes


class Answered(Struct, frozen=True):
    """What came back, and how long after the instant."""

    answer: HttpAnswer
    took_ms: float


async def at_once(asked: Sequence[Asked], *, token: str) -> list[Answered]:
    """Connect everybody, then send everything at the same instant; answers in the same order."""
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(http_client(one.port, token=token)) for one in asked
        ]
        began = time.perf_counter()
        return await asyncio.gather(
            *(_sent(client, one, began) for client, one in zip(clients, asked, strict=True))
        )


async def _sent(client: HttpClient, one: Asked, began: float) -> Answered:
    headers = f"idempotency-key: {one.key}\r\n"
    answer = await client.send("POST", one.path, one.body, headers=headers)
    return Answered(answer, (time.perf_counter() - began) * 1_000)


def having(answered: Sequence[Answered], holds: Callable[[HttpAnswer], bool]) -> int:
    """Count the answers of which it holds."""
    return sum(holds(it.answer) for it in answered)
