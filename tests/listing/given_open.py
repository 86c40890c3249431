"""A shop that is open to shoppers over HTTP, with something in it that can be hidden."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.call import Call, Services
from galleria.base.context import system_context
from galleria.base.database import Database
from galleria.base.tx import Tx, platform_transaction, transaction
from galleria.catalog import CategoriesWritten, ProductsWritten
from galleria.engine.notices import tell
from tests.journeys.conftest import Merchant

GHOST = {
    "name": "Ghost Mate",
    "slug": "ghost-mate",
    "brand": "Ghostly",
    "tags": ["ghost-tag"],
    "sku": "GHOST-1",
    "barcode": "4006381333931",
    "further_barcodes": ["GHOST-CODE"],
    "price_minor": 450,
    "attributes": {"ghost": "ghost-value"},
}


class OpenShop(Struct, frozen=True):
    """Drinks > Hot > Ghost Mate; Box is a bundle of it, in no category."""

    database: Database
    merchant: Merchant
    org_id: UUID
    store_id: UUID
    catalog_id: UUID
    slug: str
    domain: str
    drinks: UUID
    hot: UUID
    ghost: UUID
    box: UUID

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        async with transaction(self.database, system_context(self.org_id, request_id="t")) as tx:
            yield tx

    def call(self, path: str) -> Call:
        """Return a shopper's request as special endpoints see it."""
        context = system_context(self.org_id, request_id="test")
        return Call(
            method="GET", path=path, path_values={}, query_string="",
            headers={"host": self.domain}, client_address="", is_https=True, request_id="test",
            identity=None, context=replace(context, store_id=self.store_id),
            database=self.database, services=Services({}), receive_chunks=_nothing,
            body_bytes_max=0, drain=asyncio.Event(),
        )  # fmt: skip

    async def set(self, sql: str, *values: object) -> None:
        """Change rows; the listing is told of everything there is."""
        async with self.transaction() as tx:
            await tx.connection.execute(sql, *values)
            await tell(tx, ProductsWritten(self.catalog_id, await _ids(tx, "product")))
            await tell(tx, CategoriesWritten(self.catalog_id, await _ids(tx, "category")))


async def given_open_shop(merchant: Merchant, database: Database) -> OpenShop:
    store = await made(merchant.client, "/stores", new_store(merchant.slug))
    domain = f"{merchant.slug}.example.com"
    await made(merchant.client, f"/stores/{store['store_id']}/domains", {"domain": domain})
    catalog = await made(
        merchant.client, "/catalogs", {"name": "All", "kind": "manual", "currency": "EUR"}
    )
    catalog_id = catalog["catalog_id"]
    await merchant.client.put(
        f"/stores/{store['store_id']}/catalog",
        json={"catalog_id": catalog_id},
        headers={"if-match": '"0"'},
    )
    inside = f"/catalogs/{catalog_id}"
    await made(merchant.client, "/attributes", {"key": "ghost", "name": "G", "kind": "text"})
    drinks = await row_of(merchant.client, f"{inside}/categories", {"name": "Drinks"})
    hot = await row_of(
        merchant.client, f"{inside}/categories", {"name": "Hot", "parent_id": drinks}
    )
    ghost = await row_of(merchant.client, f"{inside}/products", {**GHOST, "category_id": hot})
    bundle = [{"sku": GHOST["sku"], "quantity": 2}]
    box = {"name": "Box", "kind": "bundle", "price_minor": 900, "bundle": bundle}
    box_id = await row_of(merchant.client, f"{inside}/products", box)
    return OpenShop(
        database, merchant, await _org_of(database, merchant.slug), UUID(store["store_id"]),
        UUID(catalog_id), store["slug"], domain, UUID(drinks), UUID(hot), UUID(ghost), UUID(box_id),
    )  # fmt: skip


def new_store(slug: str) -> dict[str, Any]:
    return {
        "name": "Shop", "slug": f"{slug}-s", "kind": "online", "status": "active",
        "currency": "EUR", "locale": "en-GB", "time_zone": "Europe/London",
        "further_locales": ["de-DE"],
    }  # fmt: skip


async def made(client: httpx.AsyncClient, path: str, body: object) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json()


async def row_of(client: httpx.AsyncClient, path: str, row: object) -> str:
    return (await made(client, path, {"rows": [row]}))["rows"][0]["id"]


async def _ids(tx: Tx, table: str) -> list[UUID]:
    return [row[0] for row in await tx.connection.fetch(f"SELECT {table}_id FROM {table}")]


async def _org_of(database: Database, slug: str) -> UUID:
    async with platform_transaction(database) as platform:
        return await platform.connection.fetchval(
            "SELECT org_id FROM organization WHERE slug = $1", slug
        )


async def _nothing() -> AsyncIterator[bytes]:
    yield b""
