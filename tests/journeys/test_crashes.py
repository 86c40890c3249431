"""kill -9 of every process in turn, under load: what was acknowledged is there, once and whole."""

import asyncio
import os
import random
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from galleria.ops.laptop import memory_folder
from tests.journeys.crashing import (
    LEASE_S,
    ROWS,
    SMALL_MENU,
    Shopkeeper,
    a_backend,
    a_catalog,
    a_menu,
    are_replayed,
    assert_politely_refused,
    comes,
    count,
    create_until,
    founded,
    is_building,
    is_whole,
    kill_9,
    set_up_until,
    signed_in,
)
from tests.ops.running import PRODUCT, Laptop

# Categories and items of a store, and items of a category.
MENU = (40, 3_000)
A_SHOP = (40, 75)


@pytest.fixture(scope="module")
def founded_laptop() -> Iterator[tuple[Laptop, str]]:
    """One server for all of these: each test finds it as the crashes before have left it."""
    path = Path(tempfile.mkdtemp(prefix="galleria-test-", dir=memory_folder()))
    laptop = Laptop(path / "data", [], PRODUCT)
    email = founded(laptop)
    laptop.start(GALLERIA_JOB_LEASE_S=LEASE_S)
    yield laptop, email
    laptop.close()
    shutil.rmtree(path)


@pytest.fixture
def laptop(founded_laptop: tuple[Laptop, str]) -> Laptop:
    return founded_laptop[0]


@pytest.fixture
async def keeper(founded_laptop: tuple[Laptop, str]) -> AsyncIterator[Shopkeeper]:
    keeper = await signed_in(*founded_laptop)
    yield keeper
    await keeper.client.aclose()


@pytest.fixture
def chance() -> random.Random:
    """When to kill, and whom; CRASH_SEED repeats a run."""
    seed = int(os.environ.get("CRASH_SEED") or secrets.randbits(32))
    print(f"CRASH_SEED={seed}")
    return random.Random(seed)


async def test_a_worker_killed_in_the_middle_of_set_ups_leaves_every_store_whole(
    laptop: Laptop, keeper: Shopkeeper, chance: random.Random
) -> None:
    menus = [a_menu(MENU) for _ in range(3)]
    jobs = [(await keeper.insist("POST", "/store-setups", json=menu)).json() for menu in menus]
    watching = asyncio.create_task(keeper.watch([job["store_slug"] for job in jobs], A_SHOP))
    await comes(lambda: is_building(keeper, jobs[0]))
    await asyncio.sleep(chance.uniform(0, 0.3))
    kill_9(laptop.serving_process())
    for job in jobs:
        await is_whole(laptop, keeper, job, MENU)
    assert await watching == [A_SHOP] * 3
    assert keeper.cut_off, "nobody noticed the death"


async def test_a_killed_postgres_loses_nothing_acknowledged_and_doubles_nothing(
    laptop: Laptop, keeper: Shopkeeper, chance: random.Random
) -> None:
    catalog_id = await a_catalog(keeper)
    ends = asyncio.Event()
    load = [asyncio.create_task(create_until(ends, keeper, catalog_id)) for _ in range(4)]
    setting_up = asyncio.create_task(set_up_until(ends, keeper))
    for _ in range(2):
        await asyncio.sleep(chance.uniform(0.5, 1))
        kill_9(a_backend(laptop, chance))
        await keeper.answered()
    await asyncio.sleep(chance.uniform(0, 0.5))
    kill_9(laptop.postmaster)
    await keeper.answered()
    await asyncio.sleep(1)
    ends.set()
    created = [one for some in await asyncio.gather(*load) for one in some]
    jobs = await setting_up
    assert len(created) > 10
    assert jobs
    assert_politely_refused(keeper)
    assert await count(laptop, "product", catalog_id) == len(created) * ROWS
    await are_replayed(keeper, created)
    for job in jobs:
        await is_whole(laptop, keeper, job, SMALL_MENU)


async def test_what_was_acknowledged_is_there_after_kill_9_of_everything(
    laptop: Laptop, keeper: Shopkeeper, chance: random.Random
) -> None:
    catalog_id = await a_catalog(keeper)
    ends = asyncio.Event()
    load = [asyncio.create_task(create_until(ends, keeper, catalog_id)) for _ in range(2)]
    menu = a_menu(MENU)
    job = (await keeper.insist("POST", "/store-setups", json=menu)).json()
    await asyncio.sleep(chance.uniform(0.3, 1))
    laptop.kill_everything()
    await asyncio.to_thread(laptop.start, GALLERIA_JOB_LEASE_S=LEASE_S)
    ends.set()
    created = [one for some in await asyncio.gather(*load) for one in some]
    assert created
    assert await count(laptop, "product", catalog_id) == len(created) * ROWS
    await are_replayed(keeper, created)
    await is_whole(laptop, keeper, job, MENU)
