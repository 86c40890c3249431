"""What every request passes, whatever answers it."""

import io

import httpx
from msgspec import structs

from galleria.base.config import Settings
from galleria.base.log import Log
from galleria.base.shell import Send, Shell


async def test_more_requests_than_may_be_inside_are_refused_at_once() -> None:
    settings = structs.replace(Settings(), requests_max=1)

    async def never(scope: object, receive: object, send: object) -> None:
        raise AssertionError("must not be let in")

    shell = Shell(never, settings, Log())
    shell._inside = 1
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shell)) as client:
        answer = await client.get("http://test/api/v1/shelf")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_an_open_stream_takes_no_place_from_requests() -> None:
    inside: list[int] = []

    async def streams(_scope: object, _receive: object, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        inside.append(shell._inside)
        await send({"type": "http.response.body", "body": b""})

    shell = Shell(streams, Settings(), Log())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shell)) as client:
        await client.get("http://test/stream")
    assert [*inside, shell._inside] == [0, 0]


async def test_an_address_that_is_a_key_is_not_written_down() -> None:
    written = io.StringIO()

    async def answers(_scope: object, _receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    shell, secret = Shell(answers, Settings(), Log(written)), "Aa1-" * 10 + "_Zz"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shell)) as client:
        await client.get(f"http://test/api/v1/shop/carts/{secret}/lines")
    assert secret not in written.getvalue()
    assert "/api/v1/shop/carts/*/lines" in written.getvalue()
