"""Two ways to the same shop with its menu: one set-up, or one API call a row."""

import asyncio
import secrets
import time
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.ops.bench.client import HttpClient, UnexpectedAnswer, as_json
from galleria.ops.bench.measures import middle
from galleria.ops.bench.organization import Merchant
from galleria.ops.bench.range import CURRENCY, categories, products
from galleria.ops.roles import Connection
from galleria.tenants import NewStore

CATEGORIES = categories(100)
ITEMS = products(200, category_count=len(CATEGORIES))
SET_UPS = 5  # In each round: their median is the round's figure.
POLL_S = 0.002
DONE_WITHIN_S = 30.0

ENDED = """
SELECT state, created_at, started_at, finished_at FROM job_done WHERE org_id = $1 AND job_id = $2
"""


class SetUpTook(Struct, frozen=True):
    """The milliseconds of one set-up: until accepted, waiting, running, and until seen done."""

    accept_ms: float
    waiting_ms: float
    running_ms: float
    total_ms: float

    @property
    def job_ms(self) -> float:
        """From enqueueing to done: by the database's clock, or as the client saw it, if later."""
        return max(self.waiting_ms + self.running_ms, self.total_ms - self.accept_ms)


class CallsTook(Struct, frozen=True):
    """The milliseconds of the same rows call by call, and of the echo calls between them."""

    category_ms: float
    item_ms: float
    echo_ms: float
    total_ms: float


class Accepted(Struct, frozen=True):
    job_id: UUID
    store_id: UUID


class Ended(Struct, frozen=True):
    """A job that is done, one way or another, by the database's clock."""

    state: str
    created_at: datetime
    started_at: datetime
    finished_at: datetime

    @property
    def waiting_ms(self) -> float:
        return (self.started_at - self.created_at).total_seconds() * 1000

    @property
    def running_ms(self) -> float:
        return (self.finished_at - self.started_at).total_seconds() * 1000


class Made(Struct, frozen=True):
    """The id of a store or a catalog."""

    store_id: UUID | None = None
    catalog_id: UUID | None = None


class Clients(Struct, frozen=True):
    """A connection to the product as the owner, and one to the echo."""

    product: HttpClient
    echo: HttpClient


class Ways:
    """The two ways to the same shop; every shop built is remembered for the audit."""

    def __init__(self, watch: Connection, merchant: Merchant, clients: Clients) -> None:
        self._watch = watch
        self._merchant = merchant
        self._clients = clients
        self.set_up: list[UUID] = []
        self.called: list[UUID] = []
        self.echoes = 0

    async def by_set_up(self, _number: int) -> list[SetUpTook]:
        """Set up stores, one after the other."""
        return [await self._set_up() for _ in range(SET_UPS)]

    async def by_calls(self, _number: int) -> CallsTook:
        """Make one store row by row, with an echo after each call so that both see the same."""
        body = as_json(_store())
        began = time.perf_counter()
        product = self._clients.product
        store = (await product.post("/api/v1/stores", body)).json(Made, status=201)
        new_catalog = as_json({"name": "Menu", "kind": "manual", "currency": CURRENCY})
        catalog = (await product.post("/api/v1/catalogs", new_catalog)).json(Made, status=201)
        choice = as_json({"catalog_id": catalog.catalog_id})
        path = f"/api/v1/stores/{store.store_id}/catalog"
        chosen = await product.send("PUT", path, choice, headers='if-match: "0"\r\n')
        chosen.json(Made)
        first_ms = _since(began)
        at = f"/api/v1/catalogs/{catalog.catalog_id}"
        category_ms, echo_ms = await self._one_by_one(f"{at}/categories", [*CATEGORIES])
        item_ms, echo_more_ms = await self._one_by_one(f"{at}/products", [*ITEMS])
        assert store.store_id is not None
        self.called.append(store.store_id)
        return CallsTook(
            middle(category_ms),
            middle(item_ms),
            middle(echo_ms + echo_more_ms),
            first_ms + sum(category_ms) + sum(item_ms),
        )

    async def _set_up(self) -> SetUpTook:
        body = as_json({"store": _store(), "categories": CATEGORIES, "items": ITEMS})
        headers = f"idempotency-key: {secrets.token_hex(16)}\r\n"
        began = time.perf_counter()
        product = self._clients.product
        answer = await product.send("POST", "/api/v1/store-setups", body, headers=headers)
        accept_ms = _since(began)
        accepted = answer.json(Accepted, status=202)
        ended = await self._ended(accepted.job_id)
        total_ms = _since(began)
        if ended.state != "completed":
            raise UnexpectedAnswer(f"the set-up is {ended.state}")
        self.set_up.append(accepted.store_id)
        return SetUpTook(accept_ms, ended.waiting_ms, ended.running_ms, total_ms)

    async def _ended(self, job_id: UUID) -> Ended:
        """Wait until the job's end can be seen: by the database, to keep the server's time free."""
        async with asyncio.timeout(DONE_WITHIN_S):
            while True:
                row = await self._watch.fetchrow(ENDED, self._merchant.org_id, job_id)
                if row is not None:
                    return Ended(*row)
                await asyncio.sleep(POLL_S)

    async def _one_by_one(self, path: str, rows: list[Struct]) -> tuple[list[float], list[float]]:
        ours: list[float] = []
        echoes: list[float] = []
        for row in rows:
            body = as_json({"rows": [row]})
            began = time.perf_counter()
            answer = await self._clients.product.post(path, body)
            ours.append(_since(began))
            answer.json(dict)
            began = time.perf_counter()
            answer = await self._clients.echo.post("/", body)
            echoes.append(_since(began))
            answer.json(dict)
        self.echoes += len(rows)
        return ours, echoes


def _store() -> NewStore:
    slug = f"bench-{secrets.token_hex(8)}"
    return NewStore(
        name="Bench",
        slug=slug,
        kind="online",
        currency=CURRENCY,
        locale="en-IE",
        time_zone="Europe/Dublin",
        status="active",
    )


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
