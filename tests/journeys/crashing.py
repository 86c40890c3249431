"""Merchants who go on asking while processes die, and what was promised to them."""

import asyncio
import os
import random
import secrets
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg
import httpx
from msgspec import Struct

from tests.journeys.conftest import PASSWORD
from tests.ops.running import Laptop

TRY_S = 25.0
PAUSE_S = 0.1
LEASE_S = "2"
ROWS = 50
SMALL_MENU = (5, 50)


class Created(Struct, frozen=True):
    """A bulk create that was acknowledged: what was sent, and the answer."""

    path: str
    key: str
    body: dict[str, Any]
    answer: bytes


class Shopkeeper(Struct):
    """A merchant at a running server, with every "not now" that the server said."""

    client: httpx.AsyncClient
    refused: list[httpx.Response] = []
    cut_off: list[Exception] = []

    async def insist(self, method: str, path: str, **asked: Any) -> httpx.Response:
        """Ask until there is a final answer: the same request, under the same key if it has one."""
        async with asyncio.timeout(TRY_S):
            while True:
                try:
                    answer = await self.client.request(method, path, **asked)
                except httpx.TransportError as error:
                    self.cut_off.append(error)
                else:
                    assert answer.status_code < 500 or answer.status_code == 503, answer.text
                    if answer.status_code not in (409, 503):
                        return answer
                    self.refused.append(answer)
                await asyncio.sleep(PAUSE_S)

    async def answered(self) -> None:
        """Wait until the server does something for us again."""
        assert (await self.insist("GET", "/stores")).status_code == 200

    async def watch(self, slugs: list[str], whole: tuple[int, int]) -> list[tuple[int, int]]:
        """Look at shops as shoppers do, until all are open; each is absent or whole at any time."""
        seen: dict[str, tuple[int, int]] = {}
        while len(seen) < len(slugs):
            for slug in slugs:
                shop = await self.insist("GET", f"/shops/{slug}/categories")
                if shop.status_code == 404:
                    assert slug not in seen, "it was open and is gone"
                    continue
                categories = shop.json()["items"]
                path = f"/shops/{slug}/categories/{categories[-1]['slug']}/products"
                items = (await self.insist("GET", path, params={"limit": 200})).json()["items"]
                seen[slug] = (len(categories), len(items))
                assert seen[slug] == whole
            await asyncio.sleep(0.02)
        return list(seen.values())


def founded(laptop: Laptop) -> str:
    """Found an organization before the first start, so that there is no demo; its owner's email."""
    slug = f"shop-{secrets.token_hex(6)}"
    email = f"owner@{slug}.example"
    names = ("--slug", slug, "--owner", email, "--password")
    created = laptop.run("org", "create", "Corner Shops", *names, typed=f"{PASSWORD}\n")
    assert created.returncode == 0, created.stderr
    return email


async def signed_in(laptop: Laptop, email: str) -> Shopkeeper:
    """Sign in at the running server; every request has a connection of its own."""
    client = httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{laptop.port}/api/v1",
        timeout=20,
        limits=httpx.Limits(max_keepalive_connections=0),
    )
    keeper = Shopkeeper(client)
    answer = await keeper.insist("POST", "/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["authorization"] = f"Bearer {answer.json()['token']}"
    return keeper


async def a_catalog(keeper: Shopkeeper) -> str:
    body = {"name": "Range", "kind": "manual", "currency": "EUR"}
    made = await keeper.insist("POST", "/catalogs", json=body)
    assert made.status_code == 201, made.text
    return made.json()["catalog_id"]


def a_menu(rows: tuple[int, int]) -> dict[str, Any]:
    """Return a set-up of that many categories and items."""
    slug = f"shop-{secrets.token_hex(6)}"
    categories, items = rows
    place = {"kind": "online", "currency": "EUR", "locale": "en-GB", "time_zone": "Europe/Paris"}
    return {
        "store": {"name": f"Store {slug}", "slug": slug, **place},
        "categories": [
            {"external_key": f"c{number}", "name": f"Category {number}"}
            for number in range(categories)
        ],
        "items": [
            {
                "name": f"Item {number}",
                "category_external_key": f"c{number % categories}",
                "price_minor": 100 + number,
                "sku": f"S-{number}",
            }
            for number in range(items)
        ],
    }


async def create_until(ends: asyncio.Event, keeper: Shopkeeper, catalog_id: str) -> list[Created]:
    """Create products in bulk, each call insisted on under its key, and return them all."""
    created: list[Created] = []
    path = f"/catalogs/{catalog_id}/products"
    while not ends.is_set():
        key = secrets.token_hex(8)
        rows = [{"name": f"P {key}", "price_minor": n, "sku": f"{key}-{n}"} for n in range(ROWS)]
        headers = {"idempotency-key": key}
        answer = await keeper.insist("POST", path, json={"rows": rows}, headers=headers)
        assert answer.status_code == 200, answer.text
        created.append(Created(path, key, {"rows": rows}, answer.content))
        await asyncio.sleep(0.02)
    return created


async def set_up_until(ends: asyncio.Event, keeper: Shopkeeper) -> list[dict[str, Any]]:
    """Set stores up, each request insisted on under its key, and return the jobs."""
    jobs: list[dict[str, Any]] = []
    while not ends.is_set():
        menu = a_menu(SMALL_MENU)
        headers = {"idempotency-key": secrets.token_hex(8)}
        answer = await keeper.insist("POST", "/store-setups", json=menu, headers=headers)
        assert answer.status_code == 202, answer.text
        jobs.append(answer.json())
        await asyncio.sleep(0.3)
    return jobs


async def are_replayed(keeper: Shopkeeper, created: list[Created]) -> None:
    """Send acknowledged calls once more: the answers are the first ones, byte for byte."""
    for one in created:
        headers = {"idempotency-key": one.key}
        again = await keeper.insist("POST", one.path, json=one.body, headers=headers)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.content == one.answer


async def is_building(keeper: Shopkeeper, job: dict[str, Any]) -> bool:
    status = (await keeper.insist("GET", f"/jobs/{job['job_id']}")).json()
    assert status["state"] != "completed", "it was too quick to be killed in the middle"
    return status["state"] == "running"


async def is_whole(
    laptop: Laptop, keeper: Shopkeeper, job: dict[str, Any], rows: tuple[int, int]
) -> None:
    """Wait for an acknowledged set-up's end, and count what it left."""
    status: dict[str, Any] = {}

    async def has_ended() -> bool:
        nonlocal status
        status = (await keeper.insist("GET", f"/jobs/{job['job_id']}")).json()
        return status["state"] not in ("queued", "running")

    await comes(has_ended)
    assert status["state"] == "completed", status
    result = status["result"]
    stores = await keeper.insist("GET", f"/audit-trail?subject_id={job['store_id']}")
    assert [it["type"] for it in stores.json()["items"]].count("store.set_up") == 1
    for table, count_of in zip(("category", "product"), rows, strict=True):
        assert await count(laptop, table, result["catalog_id"]) == count_of


async def count(laptop: Laptop, table: str, catalog_id: str) -> int:
    """Count what is there, past every answer of the API."""
    connection = await asyncpg.connect(laptop.database_url)
    try:
        return await connection.fetchval(
            f"SELECT count(*) FROM {table} WHERE catalog_id = $1", catalog_id
        )
    finally:
        await connection.close()


def assert_politely_refused(keeper: Shopkeeper) -> None:
    """Check what clients were told while the database was away."""
    away = [answer for answer in keeper.refused if answer.status_code == 503]
    assert away, "nobody noticed the death"
    for answer in away:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["code"] == "overloaded"


def kill_9(process: int) -> None:
    """Kill a process of the test's own laptop, unless it is dead already."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def a_backend(laptop: Laptop, chance: random.Random) -> int:
    """Choose a process that PostgreSQL started for a connection of the application."""
    asked = ["ps", "-o", "pid=,args=", "--ppid", str(laptop.postmaster)]
    children = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    backends = [line.split()[0] for line in children.splitlines() if "galleria_app" in line]
    return int(chance.choice(backends))


async def comes(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + TRY_S
    while not await holds():
        assert time.monotonic() < deadline, "waited too long"
        await asyncio.sleep(0.02)
