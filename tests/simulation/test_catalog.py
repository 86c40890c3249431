"""Everybody changes everything at once: in the end shoppers see exactly what the tables say.

SIMULATION_SEED repeats a run, as far as who comes first allows; SIMULATION_STEPS makes it longer.
"""

import asyncio
import os
import random
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from galleria.app import REACTIONS
from galleria.base.context import Context
from galleria.base.database import Database, Reactions, open_database
from galleria.base.tx import reading, transaction
from galleria.base.urls import derived_url
from galleria.catalog import AttributesWritten, CategoriesWritten, ProductsWritten
from galleria.catalog.by_filter import ask
from galleria.catalog.jobs import JOBS as CATALOG_JOBS
from galleria.catalog.notices import StoreListingChanged
from galleria.catalog.queries import catalog_ids
from galleria.engine.jobs import enqueue
from galleria.engine.notices import Notice
from galleria.engine.storage import folder_storage
from galleria.listing import (
    JOBS,
    ShowPending,
    check_organization,
    rebuild_organization,
    show,
    showing,
)
from galleria.tenants import StoreLocalesChanged
from tests.conftest import given_organization
from tests.engine.working import until, working
from tests.simulation import goods, shelves, shops
from tests.simulation.town import Act, Clock, Person

PEOPLE = 3
STEPS_EACH = int(os.environ.get("SIMULATION_STEPS") or 60)
MARKS = ("Alpha", "Omega")
ACTS = [*goods.ACTS, *shelves.ACTS, *shops.ACTS]
OPENING = [
    *[(act, 1) for act in (shops.new_catalog, shops.open_store) * 3],
    *[
        (act, 8)
        for act in (shelves.new_category, goods.create, shelves.fill_category, shelves.define)
    ],
]
# What is not shown as it is when nobody hears of it.
UNHEARD: dict[type[Notice], Act] = {
    ProductsWritten: goods.change,
    CategoriesWritten: shelves.change_category,
    AttributesWritten: shelves.redefine,
    StoreListingChanged: shops.sell,
    StoreLocalesChanged: shops.change_shop,
}


class Town:
    """Two organizations, and who works there."""

    def __init__(self, database: Database, contexts: list[Context], seed: int) -> None:
        self.database = database
        self.clock = Clock(datetime.now(UTC) - timedelta(days=2))
        self.documents = 0
        self.contexts = dict(zip(MARKS, contexts, strict=True))
        self.people = [
            Person(database, context, mark, self.clock, random.Random(f"{seed} {mark} {number}"))
            for mark, context in self.contexts.items()
            for number in range(PEOPLE)
        ]

    async def opens(self) -> None:
        """Have something to begin with, in every organization."""
        for who in self.people[::PEOPLE]:
            for act, times in OPENING:
                await who.lives([act], times)

    async def lives(self) -> None:
        """Have everybody do much at once, while all is built anew again and again."""
        async with asyncio.TaskGroup() as tasks:
            for who in self.people:
                tasks.create_task(who.lives(ACTS, STEPS_EACH))
            for context in self.contexts.values():
                tasks.create_task(self._rebuild(context))

    async def _rebuild(self, context: Context) -> None:
        for _ in range(3):
            now = replace(context, now=self.clock.now)
            await rebuild_organization(lambda now=now: transaction(self.database, now))
            await asyncio.sleep(0.2)

    async def rests(self) -> None:
        """Wait until every job that is due has been done, and all that was merged is shown."""
        for context in self.contexts.values():
            async with transaction(self.database, context) as tx:
                await enqueue(tx, [ShowPending(it) for it in await catalog_ids(tx)])
        await until(self._is_done)

    async def _is_done(self) -> bool:
        left = 0
        for context in self.contexts.values():
            async with reading(self.database, context) as tx:
                left += await tx.connection.fetchval(
                    """SELECT (SELECT count(*) FROM job WHERE run_at <= now())
                            + (SELECT count(*) FROM job_running)"""
                )
        return left == 0

    async def faults(self) -> list[str]:
        """Return every difference between what is shown and what the tables say."""
        found: list[str] = []
        for mark, context in self.contexts.items():
            now = replace(context, now=datetime.now(UTC))
            checked = await check_organization(lambda now=now: reading(self.database, now))
            self.documents += checked.documents
            found += [f"{mark}: {fault}" for fault in checked.faults]
        return found

    async def strangers(self) -> list[str]:
        """Return what an organization is shown that is not its own."""
        found: list[str] = []
        for mark, context in self.contexts.items():
            others = [other for other in MARKS if other != mark]
            async with reading(self.database, context) as tx:
                for (document,) in await tx.connection.fetch("SELECT document FROM listing"):
                    if mark not in document or any(other in document for other in others):
                        found.append(document)
        return found


@pytest.fixture
def seed() -> int:
    seed = int(os.environ.get("SIMULATION_SEED") or secrets.randbits(32))
    print(f"SIMULATION_SEED={seed}")
    return seed


@pytest.fixture
async def town(server_url: str, seed: int) -> AsyncIterator[Town]:
    async with opened(server_url, REACTIONS) as database:
        contexts = [await given_organization(database) for _ in MARKS]
        yield Town(database, contexts, seed)


@asynccontextmanager
async def opened(server_url: str, reactions: Reactions) -> AsyncGenerator[Database]:
    app, platform = (
        derived_url(server_url, role) for role in ("galleria_app", "galleria_platform")
    )
    database = await open_database(app, platform, reactions=reactions)
    yield database
    await database.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make of as few rows as there are here what a job does, and in pieces."""
    monkeypatch.setattr(show, "AT_ONCE_MAX", 8)
    monkeypatch.setattr(showing, "PIECE_ROWS_FIRST", 3)
    monkeypatch.setattr(showing, "HAND_OVER_S", 0.02)
    monkeypatch.setattr(ask, "AT_ONCE", replace(ask.AT_ONCE, rows_max=6))


async def test_whatever_happens_at_once_shoppers_see_what_the_tables_say(
    town: Town, tmp_path: Path, few: None
) -> None:
    async with working(town.database, folder_storage(tmp_path), *CATALOG_JOBS, *JOBS):
        await town.opens()
        await town.lives()
        await town.rests()
    assert [failed for who in town.people for failed in who.failed] == []
    assert await town.faults() == []
    assert town.documents
    assert await town.strangers() == []
    done = {act for who in town.people for act in who.done}
    assert len({act.__name__ for act in ACTS} - done) <= 3, "hardly anything was done"


@pytest.mark.parametrize("unheard", UNHEARD)
async def test_what_nobody_reacts_to_is_found(
    town: Town, server_url: str, unheard: type[Notice]
) -> None:
    await town.opens()
    assert await town.faults() == []
    reactions = {notice: react for notice, react in REACTIONS.items() if notice != unheard}
    async with opened(server_url, reactions) as database:
        # Not everything that is done is seen.
        for who in town.people * 5:
            who.database = database
            await who.lives([UNHEARD[unheard]], 1)
            if await town.faults():
                return
    raise AssertionError("nothing of it was found")
