"""Send a call out: one session a process, guarded where the connection is made."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from galleria.engine.outbound.calls import Answered, Outgoing
from galleria.engine.outbound.circuit import Circuits
from galleria.engine.outbound.refusals import (
    CallFailed,
    HostResting,
    TargetRefused,
    UnsoundAnswer,
)
from galleria.engine.outbound.targets import may_be_called, target_errors

CONNECTIONS_MAX = 200
CONNECTIONS_A_HOST_MAX = 50
CONNECT_TIMEOUT_S = 5.0
TRIES_MAX = 3
PAUSE_S = 0.2
# Answers that say "not now": for an idempotent call another try is worth it.
BUSY = frozenset({429, 502, 503, 504})
BROKEN_STATUS = 500
USER_AGENT = "Galleria/1"

_Address = tuple[Any, Any, int, str, tuple[Any, ...]]


class _NotCallable(OSError):
    """Raised where the socket would be made: nothing was sent."""


class Outbound:
    """Calls other servers. Its session is shared by all of the process."""

    def __init__(self, session: aiohttp.ClientSession, *, allow_private: bool) -> None:
        self._session = session
        self._circuits = Circuits()
        self.allow_private = allow_private

    async def send(self, call: Outgoing) -> Answered:
        """Return the answer, whatever its status; redirects are answers like any other.

        TargetRefused, HostResting, CallFailed or UnsoundAnswer when there is none. An idempotent
        call is tried up to three times, each after a longer, random pause.
        """
        host = self._host(call)
        for tried in range(1, TRIES_MAX + 1):
            is_last = tried == TRIES_MAX or not call.is_idempotent
            try:
                answered = await self._try(call, host)
            except (HostResting, UnsoundAnswer):
                raise
            except CallFailed:
                if is_last:
                    raise
            else:
                if is_last or answered.status not in BUSY:
                    return answered
            # Full jitter, so that those who failed together do not come back together.
            await asyncio.sleep(random.uniform(0, PAUSE_S * 2**tried))
        raise AssertionError("the last try returns or raises")

    async def send_once(self, call: Outgoing) -> Answered:
        """Like `send`, in one try and however the host did before.

        For who keeps account of the other side: hosts are shared, and one who fails there must not
        hold up another who does not.
        """
        self._host(call)
        return await self._sent(call)

    async def _try(self, call: Outgoing, host: str) -> Answered:
        if rest_s := self._circuits.rest_left_s(host, time.monotonic()):
            raise HostResting(f"{host} is left alone.", retry_after_s=int(rest_s) + 1)
        try:
            answered = await self._sent(call)
        except TargetRefused:
            self._circuits.given_up(host)
            raise
        except CallFailed:
            self._circuits.failed(host, time.monotonic())
            raise
        except BaseException:
            self._circuits.given_up(host)
            raise
        if answered.status >= BROKEN_STATUS:
            self._circuits.failed(host, time.monotonic())
        else:
            self._circuits.succeeded(host)
        return answered

    async def _sent(self, call: Outgoing) -> Answered:
        try:
            async with (
                asyncio.timeout(call.timeout_s),
                self._session.request(
                    call.method,
                    call.url,
                    data=call.body or None,
                    headers=call.headers,
                    allow_redirects=False,
                ) as response,
            ):
                body = await _body(response, call.answer_bytes_max, is_cut=call.is_cut)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answered(response.status, headers, body)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _NotCallable):
                raise TargetRefused("It leads to an address that may not be called.") from None
            raise CallFailed(f"No connection: {error.os_error}.", is_unsent=True) from error
        except TimeoutError:
            raise CallFailed(f"No answer within {call.timeout_s:g} s.") from None
        except aiohttp.InvalidURL:
            raise TargetRefused("It is no sound URL.") from None
        except aiohttp.ClientError as error:
            raise CallFailed(f"No answer: {type(error).__name__}.") from error

    def _host(self, call: Outgoing) -> str:
        # Of any scheme here: https is demanded where an address is taken in.
        if target_errors(call.url, "", allow_private=True):
            raise TargetRefused("It is no sound address.")
        parts = urlsplit(call.url)
        return f"{parts.scheme}://{parts.netloc.lower()}"


@asynccontextmanager
async def open_outbound(
    *, allow_private: bool, connections_max: int = CONNECTIONS_MAX
) -> AsyncGenerator[Outbound]:
    """Open the session of a process; its connections are closed on the way out."""

    def guarded(address: _Address) -> socket.socket:
        family, kind, protocol, _, where = address
        if not may_be_called(str(where[0]), allow_private=allow_private):
            raise _NotCallable(str(where[0]))
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        limit=connections_max,
        limit_per_host=CONNECTIONS_A_HOST_MAX,
        # At connect time, once the name is an address: literal ones come by here, too.
        socket_factory=guarded,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        # A small answer cannot unfold into a large one.
        auto_decompress=False,
    )
    async with session:
        yield Outbound(session, allow_private=allow_private)


async def _body(response: aiohttp.ClientResponse, bytes_max: int, *, is_cut: bool) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(16_384):
        body += chunk
        if len(body) > bytes_max and is_cut:
            return bytes(body[:bytes_max])
        if len(body) > bytes_max:
            raise UnsoundAnswer(f"More than {bytes_max} bytes.")
    return bytes(body)
