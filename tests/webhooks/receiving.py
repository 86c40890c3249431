"""A real HTTP server of somebody who receives webhooks, and what it was sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from aiohttp import web
from msgspec import Struct

from galleria.webhooks.send.message import Message


class Received(Struct):
    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def message(self) -> Message:
        return msgspec.json.decode(self.body, type=Message)


Answer = Callable[[Received], Awaitable[web.Response] | web.Response]


class Receiver:
    """Answers 204 unless told otherwise; `answer` may be changed at any time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[Received] = []
        self.answer: Answer = lambda _: web.Response(status=204)

    @property
    def types(self) -> list[str]:
        return [it.message.type for it in self.received]

    async def got(self, count: int, *, within_s: float = 10) -> list[Received]:
        """Wait until so many came."""
        async with asyncio.timeout(within_s):
            while len(self.received) < count:  # noqa: ASYNC110  # A list is no event.
                await asyncio.sleep(0.01)
        return self.received


@asynccontextmanager
async def receiving(host: str = "127.0.0.1") -> AsyncIterator[Receiver]:
    async def take(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(headers, await request.read(), request.path)
        receiver.received.append(received)
        answer = receiver.answer(received)
        return answer if isinstance(answer, web.Response) else await answer

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]
    receiver = Receiver(f"http://{host}:{port}/hook")
    try:
        yield receiver
    finally:
        await runner.cleanup()


def says(status: int, text: str = "", **headers: str) -> Answer:
    return lambda _: web.Response(status=status, text=text, headers=headers)
