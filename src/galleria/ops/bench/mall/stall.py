"""A merchant of the mall: one organization with one shop that sells one catalog."""

import secrets
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import directory_transaction
from galleria.catalog import NewCatalog, create_catalog, sell_catalog
from galleria.ops.bench.mall.goods import CATALOG_CURRENCY
from galleria.ops.bench.organization import Merchant, new_merchant
from galleria.ops.roles import Connection
from galleria.tenants import NewStore, create_store

LOCALE = "en-IE"

# A stall is whole and stays as it is when its catalog says how many products it has.
FIND = """
SELECT
    catalog.org_id, store.store_id, catalog.catalog_id, store.slug
FROM catalog
JOIN store_catalog
    ON store_catalog.org_id = catalog.org_id AND store_catalog.catalog_id = catalog.catalog_id
JOIN store ON store.org_id = catalog.org_id AND store.store_id = store_catalog.store_id
JOIN directory_store ON directory_store.store_id = store.store_id
WHERE catalog.name = $1
LIMIT 1
"""


class Stall(Struct, frozen=True):
    """Where its products are, and how shoppers come to it."""

    merchant: Merchant
    store_id: UUID
    store_slug: str
    catalog_id: UUID
    products: int

    @property
    def org_id(self) -> UUID:
        return self.merchant.org_id

    @property
    def shopper(self) -> Context:
        """The context of somebody who looks around in its shop, now."""
        return replace(self.merchant.context, store_id=self.store_id)


async def open_stall(database: Database, *, products: int) -> Stall:
    """Open a shop with an empty catalog, by the use cases."""
    merchant = await new_merchant(database)
    async with directory_transaction(database, merchant.context) as tx:
        store = await create_store(tx, body=_store())
        body = NewCatalog(name=_changing(products), kind="manual", currency=CATALOG_CURRENCY)
        catalog = await create_catalog(tx, body=body)
        await sell_catalog(tx, store_id=store.store_id, catalog_id=catalog.catalog_id)
    return Stall(merchant, store.store_id, store.slug, catalog.catalog_id, products)


async def found_stall(connection: Connection, *, products: int) -> Stall | None:
    """Find one that an earlier shape filled; its owner cannot sign in any more."""
    row = await connection.fetchrow(FIND, finished(products))
    if row is None:
        return None
    org_id, store_id, catalog_id, slug = row
    return Stall(Merchant(org_id, "", "", ""), store_id, slug, catalog_id, products)


def finished(products: int) -> str:
    """Return the name of a catalog that holds all of its products."""
    return f"Mall of {products}"


def _changing(products: int) -> str:
    return f"Changing mall of {products}"


def _store() -> NewStore:
    return NewStore(
        name="Mall",
        slug=f"mall-{secrets.token_hex(8)}",
        kind="online",
        currency=CATALOG_CURRENCY,
        locale=LOCALE,
        time_zone="Europe/Dublin",
        status="active",
    )
