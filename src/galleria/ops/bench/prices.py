"""Price lists for the same products, one after the other, and the count of what each changed."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import reading, transaction
from galleria.catalog import ProductChange, change_products
from galleria.ops.bench.logins import entering
from galleria.ops.bench.replay import Sent, caught

QUERY = BulkMode()

COUNT_CHANGED = """
SELECT count(*)
FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (product_id, place)
JOIN product ON product.org_id = $1 AND product.product_id = wanted.product_id
JOIN variant ON variant.org_id = $1 AND variant.product_id = wanted.product_id
WHERE product.version = $3 AND variant.price_minor = $4 + wanted.place - 1
"""
COUNT_EVENTS = "SELECT count(*) FROM event WHERE org_id = $1 AND type = 'product.updated'"


class Counted(Struct, frozen=True):
    """What one run changed, as the database tells."""

    rows: int
    events: int


class PriceList:
    """The prices, run by run: each run gives every product another price, and a version more."""

    def __init__(
        self, database: Database, context: Context, catalog_id: UUID, product_ids: list[UUID]
    ) -> None:
        self._database = database
        self._context = context
        self._catalog_id = catalog_id
        self._product_ids = product_ids
        self._runs = 0
        self._events = 0
        self.counted: list[Counted] = []

    @property
    def context(self) -> Context:
        return replace(self._context, now=datetime.now(UTC))

    @property
    def path(self) -> str:
        return f"/api/v1/catalogs/{self._catalog_id}/products"

    def rows(self) -> list[ProductChange]:
        """Return the next changes, with the versions that were read: as a careful client does."""
        return [
            ProductChange(product_id=product_id, version=self._runs + 1, price_minor=price)
            for price, product_id in enumerate(self._product_ids, self._first_price)
        ]

    async def change(self, rows: list[ProductChange]) -> float:
        """Do it as the HTTP door does, without HTTP; return the milliseconds."""
        body = Bulk[ProductChange]([*rows])
        began = time.perf_counter()
        async with transaction(self._database, self.context) as tx:
            await change_products(tx, catalog_id=self._catalog_id, body=body, query=QUERY)
        return (time.perf_counter() - began) * 1000

    async def statements(self, rows: list[ProductChange]) -> list[Sent]:
        """Return what `change` sends, and undo it."""
        body = Bulk[ProductChange]([*rows])
        sent: list[Sent] = []
        with suppress(_Undone):
            async with transaction(self._database, self.context) as tx:
                async with caught(tx) as sent:
                    await change_products(tx, catalog_id=self._catalog_id, body=body, query=QUERY)
                raise _Undone
        return sent

    @property
    def begin(self) -> str:
        """How base.tx enters the tenant: one round trip."""
        return entering(self._context)

    async def count(self) -> None:
        """Count what the run that just ended changed, outside every measured time."""
        org_id = self._context.org_id
        wanted = (org_id, self._product_ids, self._runs + 2, self._first_price)
        async with reading(self._database, self._context) as tx:
            rows = await tx.connection.fetchval(COUNT_CHANGED, *wanted)
            events = await tx.connection.fetchval(COUNT_EVENTS, org_id)
        self.counted.append(Counted(rows, events - self._events))
        self._events = events
        self._runs += 1

    @property
    def _first_price(self) -> int:
        # Beyond every price that the range begins with, so that each run changes each row.
        return 20_000 + 10 * self._runs


class _Undone(Exception):
    pass
