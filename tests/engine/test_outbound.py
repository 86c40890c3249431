"""Calls out: where they may go, what they bring back, and when a host is left alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from galleria.engine.outbound import (
    CallFailed,
    HostResting,
    Outbound,
    Outgoing,
    TargetRefused,
    UnsoundAnswer,
    open_outbound,
)

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """A server on this machine that answers everything with `answer`."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    async with open_outbound(allow_private=True) as outbound:
        yield outbound


async def says_hello(_: web.Request) -> web.Response:
    return web.Response(text="hello", headers={"X-Name": "one"})


async def test_brings_the_answer_back(outbound: Outbound) -> None:
    async with listening(says_hello) as url:
        answered = await outbound.send(Outgoing("GET", url))
    assert (answered.status, answered.body, answered.headers["x-name"]) == (200, b"hello", "one")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_does_not_go_inside_unless_it_is_allowed(host: str) -> None:
    async with listening(says_hello) as url, open_outbound(allow_private=False) as outbound:
        inside = url.replace("127.0.0.1", host)
        with pytest.raises(TargetRefused):
            await outbound.send(Outgoing("GET", inside))


async def test_goes_to_no_address_that_a_redirect_names(outbound: Outbound) -> None:
    seen: list[str] = []

    async def redirects(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    async with listening(redirects) as url:
        answered = await outbound.send(Outgoing("GET", f"{url}/here"))
    assert (answered.status, seen) == (302, ["/here"])


async def test_gives_up_an_answer_that_is_too_large(outbound: Outbound) -> None:
    async def floods(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 2_000)

    async with listening(floods) as url:
        with pytest.raises(UnsoundAnswer):
            await outbound.send(Outgoing("GET", url, answer_bytes_max=1_000))


async def test_gives_up_an_answer_that_is_late(outbound: Outbound) -> None:
    async def sleeps(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    async with listening(sleeps) as url:
        with pytest.raises(CallFailed) as failed:
            await outbound.send(Outgoing("GET", url, timeout_s=0.1))
    assert not failed.value.is_unsent


@pytest.mark.parametrize(("is_idempotent", "tries"), [(True, 3), (False, 1)])
async def test_tries_again_only_what_may_be_done_twice(
    outbound: Outbound, is_idempotent: bool, tries: int
) -> None:
    asked: list[str] = []

    async def busy(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=503)

    async with listening(busy) as url:
        answered = await outbound.send(Outgoing("POST", url, is_idempotent=is_idempotent))
    assert (answered.status, len(asked)) == (503, tries)


async def test_leaves_a_host_alone_that_keeps_failing(outbound: Outbound) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound, and never listening.
        nowhere = Outgoing("GET", f"http://127.0.0.1:{taken.getsockname()[1]}")
        for _ in range(5):
            with pytest.raises(CallFailed) as failed:
                await outbound.send(nowhere)
            assert failed.value.is_unsent
        with pytest.raises(HostResting) as resting:
            await outbound.send(nowhere)
    assert resting.value.retry_after_s


async def test_keeps_no_cookie_and_follows_no_credentials(outbound: Outbound) -> None:
    async def bakes(request: web.Request) -> web.Response:
        answer = web.Response(text=request.headers.get("Cookie", "none"))
        answer.set_cookie("id", "1")
        return answer

    async with listening(bakes) as url:
        await outbound.send(Outgoing("GET", url))
        answered = await outbound.send(Outgoing("GET", url))
        assert answered.body == b"none"
        with pytest.raises(TargetRefused):
            await outbound.send(Outgoing("GET", url.replace("//", "//user:word@")))
