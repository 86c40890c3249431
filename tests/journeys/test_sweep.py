"""Every operation is sent nonsense of every kind: refused as described, it changes nothing."""

import asyncio
import operator
from collections.abc import AsyncIterator

import asyncpg
import pytest
from msgspec import Struct
from msgspec.structs import replace

from galleria.app import ENDPOINTS, assemble
from galleria.base.config import Settings
from galleria.base.endpoints import Endpoint
from galleria.ops.verify.isolation.pairs import PAIRS
from galleria.ops.verify.isolation.replay.house import open_house, opened_parts
from galleria.ops.verify.isolation.replay.pair import House, Pair, Visitor
from galleria.ops.verify.isolation.replay.requests import Request, Response, send
from galleria.ops.verify.isolation.scratch import scratch_database
from tests.journeys.sweeping import Nonsense, faults_of, nonsense, rows_of

NAME = operator.attrgetter("operation_id")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"}
PAIR_OF = {pair.operation: pair for pair in PAIRS}
TENANT_TABLES = """
    SELECT c.oid::regclass::text FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition 
        AND c.relnamespace = 'public'::regnamespace
"""


class Stage(Struct, frozen=True):
    """The product without a worker, its people, and the administrator who counts."""

    house: House
    administrator: asyncpg.Connection
    tables: list[str]

    async def ask(self, pair: Pair, request: Request) -> Response:
        asker: Visitor = self.house.staff if pair.by_staff else self.house.owner
        return await send(self.house.app, request, token=None if pair.public else asker.token)

    async def rows(self) -> object:
        assert self.house.owner.org_id is not None
        return await rows_of(self.administrator, self.tables, self.house.owner.org_id)

    async def settled_rows(self) -> object:
        """Wait until nothing is under way any more that preparing set going."""
        before = None
        while before != (before := await self.rows()):  # noqa: ASYNC110  # Rows tell.
            await asyncio.sleep(0.05)
        return before

    async def forget_failures(self) -> None:
        """Nonsense is no guessing: let the next test sign in."""
        await self.administrator.execute("DELETE FROM directory_login_attempt")


@pytest.fixture(scope="module")
async def stage(server_url: str) -> AsyncIterator[Stage]:
    # In a database of its own: no worker of another test is to do what is asked for here.
    async with (
        scratch_database(Settings(database_url=server_url)) as settings,
        opened_parts(settings) as parts,
    ):
        house = await open_house(assemble(parts), parts)
        administrator = await asyncpg.connect(settings.database_url)
        tables = [row[0] for row in await administrator.fetch(TENANT_TABLES)]
        yield Stage(house, administrator, tables)
        await administrator.close()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAME)
async def test_a_sound_request_is_answered_as_described(stage: Stage, endpoint: Endpoint) -> None:
    pair = PAIR_OF[endpoint.operation_id]
    for step in await pair.steps(stage.house):
        answer = await stage.ask(pair, step.request)
        assert answer.status == endpoint.status, answer.body
        assert faults_of(endpoint, answer) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAME)
async def test_nonsense_is_refused_as_described_and_changes_nothing(
    stage: Stage, endpoint: Endpoint
) -> None:
    await stage.forget_failures()
    pair = PAIR_OF[endpoint.operation_id]
    sound = (await pair.steps(stage.house))[0].request
    faults: list[str] = []
    before = await stage.settled_rows()
    for wrong in nonsense(endpoint, sound):
        answer = await stage.ask(pair, wrong.request)
        after = await stage.rows()
        found = faults_of(endpoint, answer) + _faults_of_effect(wrong, answer, before == after)
        faults += [f"{wrong.what}: {answer.status} {fault}" for fault in found]
        before = after
    assert faults == [], "\n".join(faults)


def _faults_of_effect(wrong: Nonsense, answer: Response, is_unchanged: bool) -> list[str]:
    faults: list[str] = []
    if wrong.status is not None and answer.status != wrong.status:
        faults.append(f"instead of {wrong.status}: {answer.body[:200]!r}")
    if answer.status >= 400 and not is_unchanged:
        faults.append("and something was changed")
    return faults


@pytest.mark.parametrize("endpoint", [it for it in ENDPOINTS if it.method == "GET"], ids=NAME)
async def test_head_is_answered_where_get_is(stage: Stage, endpoint: Endpoint) -> None:
    pair = PAIR_OF[endpoint.operation_id]
    request = (await pair.steps(stage.house))[0].request
    got = await stage.ask(pair, request)
    head = await stage.ask(pair, replace(request, method="HEAD"))
    assert (head.status, head.body) == (got.status, b"")
    assert head.headers.get("etag") == got.headers.get("etag")
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAME)
async def test_another_method_is_told_which_there_are(stage: Stage, endpoint: Endpoint) -> None:
    pair = PAIR_OF[endpoint.operation_id]
    request = (await pair.steps(stage.house))[0].request
    allowed = {it.method for it in ENDPOINTS if it.path == endpoint.path}
    allowed |= {"HEAD", "OPTIONS"} if "GET" in allowed else {"OPTIONS"}
    options = await stage.ask(pair, replace(request, method="OPTIONS"))
    assert (options.status, set(options.headers["allow"].split(", "))) == (204, allowed)
    for method in METHODS - allowed:
        refused = await stage.ask(pair, replace(request, method=method))
        assert refused.status == 405, method
        assert set(refused.headers["allow"].split(", ")) == allowed
        assert method == "HEAD" or refused.json()["code"] == "method_not_allowed"
