"""How actors reach the API: any of several processes, again and again until there is an answer."""

import asyncio
import itertools
from typing import Any

import aiohttp
import msgspec

from galleria.ops.errors import OperatorError
from galleria.ops.verify.selling.deed import Deed
from galleria.ops.verify.selling.journal import Journal, Said

ANSWER_WAIT_S = 15.0
INSIST_S = 120.0
PAUSE_S = 0.05
# "Not now": the same request is sent again, under the same key.
NOT_NOW = frozenset({429, 502, 503, 504})
IN_FLIGHT = b"idempotency_key_in_flight"
UNDECIDED = b"bulk_refused"


Answer = tuple[int, bytes, dict[str, str]]


class Unanswered(Exception):
    """There was no final answer in time."""


class Door:
    """The API's processes, by their ports; each request goes to the next."""

    def __init__(self, session: aiohttp.ClientSession, ports: list[int], journal: Journal) -> None:
        self._session = session
        self._ports = itertools.cycle(ports)
        self._journal = journal

    async def do(self, token: str, deed: Deed) -> Said:
        """Send the deed as it says, until there is a final answer, and remember it."""
        body = msgspec.json.encode(deed.body)
        method = deed.method
        if method == "GET":
            body = b""
        if deed.is_dropped and method != "GET":
            await self._drop(method, token, deed.path, body, deed.key)
        given = await asyncio.gather(
            *[self._insist(method, token, deed.path, body, deed.key) for _ in range(deed.copies)]
        )
        answers = [(status, answer) for status, answer, _ in given]
        status, answer = min(answers)
        said = Said(deed.key, deed.kind, deed.path, body, status, answer, method, deed.is_shoppers)
        if method not in ("GET", "PUT"):
            # Bad input burns no key: what is refused as such now may be done a moment later.
            decided = [it for it in answers if UNDECIDED not in it[1]]
            self._journal.answered(said, decided)
        return said

    async def again(self, token: str, said: Said) -> tuple[int, bytes, bool]:
        """Send what was answered once more; also say whether the answer is a replay."""
        status, answer, headers = await self._insist(
            said.method, "" if said.is_shoppers else token, said.path, said.body, said.key
        )
        return status, answer, headers.get("idempotent-replayed") == "true"

    async def made(self, token: str, path: str, body: dict[str, Any]) -> Any:
        """Make something to begin with; OperatorError when it is refused."""
        return await self._plain("POST", token, path, body, {})

    async def put(
        self, token: str, path: str, body: dict[str, Any], *, version: int | None = None
    ) -> Any:
        """Replace something to begin with."""
        headers = {} if version is None else {"if-match": f'"{version}"'}
        return await self._plain("PUT", token, path, body, headers)

    async def read(self, token: str, path: str) -> Any:
        """Read something."""
        return await self._plain("GET", token, path, None, {})

    async def _plain(
        self, method: str, token: str, path: str, body: Any, headers: dict[str, str]
    ) -> Any:
        sent = b"" if body is None else msgspec.json.encode(body)
        status, answer, _ = await self._sent(method, token, path, sent, None, headers)
        if status >= 300:
            raise OperatorError(f"{method} {path}: {status} {answer[:500].decode()}")
        return msgspec.json.decode(answer) if answer else None

    async def _insist(self, method: str, token: str, path: str, body: bytes, key: str) -> Answer:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + INSIST_S
        last = "nothing"
        while loop.time() < deadline:
            self._journal.tries += 1
            try:
                given = await self._sent(method, token, path, body, key)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                last = repr(error)
                self._journal.cut_off += 1
            else:
                if given[0] not in NOT_NOW and not (given[0] == 409 and IN_FLIGHT in given[1]):
                    return given
                last = f"{given[0]} {given[1][:300]!r}"
                self._journal.refused_for_now += 1
            await asyncio.sleep(PAUSE_S)
        raise Unanswered(f"{method} {path} ({key}) had no final answer in {INSIST_S:.0f} s: {last}")

    async def _drop(self, method: str, token: str, path: str, body: bytes, key: str) -> None:
        """Send it and hang up before the reply can be read."""
        task = asyncio.create_task(self._sent(method, token, path, body, key))
        await asyncio.sleep(0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _sent(  # noqa: PLR0913  # house: one request
        self,
        method: str,
        token: str,
        path: str,
        body: bytes,
        key: str | None,
        more: dict[str, str] | None = None,
    ) -> Answer:
        headers = dict(more or {})
        if token:
            headers["authorization"] = f"Bearer {token}"
        if body:
            headers["content-type"] = "application/json"
        if key is not None and method != "GET":
            headers["idempotency-key"] = key
        url = f"http://127.0.0.1:{next(self._ports)}/api/v1{path}"
        sent = self._session.request(
            method,
            url,
            data=body or None,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=ANSWER_WAIT_S),
        )
        async with sent as answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, await answer.read(), told
