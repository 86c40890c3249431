"""What a test of selling starts from: a shop with a shelf, and a buyer who asks."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.base.lane import Asked
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.catalog import sell_catalog
from galleria.orders.place import place
from galleria.orders.rows import Order
from galleria.orders.sale import Address, Sale, SaleLine
from tests.catalog.given import given_catalog, given_product, given_store
from tests.stock.given import given_location, given_stock

BUYER = Actor("shopper")
BERLIN = Address(country="DE", name="Ada", line1="Torstr. 1", city="Berlin", postcode="10119")


class SellingShop(Struct, frozen=True):
    """A store that sells a catalog from one location."""

    tx: Tx
    store: UUID
    catalog: UUID
    location: UUID

    async def product(
        self, name: str = "Tea", *, free: int | None = 10, price_minor: int = 300, **more: Any
    ) -> UUID:
        """Make a product with one variant and so many units; None: it is not counted."""
        product = await given_product(self.tx, self.catalog, name, price_minor=price_minor, **more)
        variant = await self.tx.connection.fetchval(
            "SELECT variant_id FROM variant WHERE product_id = $1", product
        )
        if free is not None:
            await given_stock(self.tx, self.location, free, variant_id=variant)
        return variant

    def asks(self, *lines: SaleLine, permissions: frozenset[str] = frozenset(), **more: Any):
        return asks(self.tx, self.store, *lines, permissions=permissions, **more)

    async def sell(self, *lines: SaleLine, **more: Any) -> Order:
        """Place one order; its refusal is raised."""
        (outcome,) = await place(self.tx, [self.asks(*lines, **more)])
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    async def free(self, variant: UUID) -> int:
        """Return how many units are free, everywhere."""
        return await self.tx.connection.fetchval(
            "SELECT sum(free)::int FROM stock WHERE variant_id = $1", variant
        )


async def given_selling_shop(tx: Tx, **more: Any) -> SellingShop:
    store, catalog = await given_store(tx, **more), await given_catalog(tx)
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    return SellingShop(tx, store, catalog, await given_location(tx))


def asks(
    tx: Tx,
    store: UUID,
    *lines: SaleLine,
    permissions: frozenset[str] = frozenset(),
    **more: Any,
) -> Asked[Sale]:
    sale = Sale(store_id=store, source=more.pop("source", "api"), lines=list(lines), **more)
    request = f"request-{new_id()}"
    return Asked(sale, BUYER, request, tx.context.now, permissions)


def line(variant: UUID | None = None, units: int = 1, **more: Any) -> SaleLine:
    return SaleLine(variant_id=variant, units=units, **more)


async def given_customer_id(tx: Tx) -> UUID:
    customer_id = new_id()
    await tx.connection.execute(
        """INSERT INTO customer (org_id, customer_id, email, created_at, updated_at)
           VALUES ($1, $2::uuid, $2::uuid || '@example.com', $3, $3)""",
        tx.context.org_id, customer_id, tx.context.now,
    )  # fmt: skip
    return customer_id
