"""Shops with so many units of every variant, written straight into the tables, ledger and all."""

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.config import Settings
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.catalog import NewProduct, create_products
from galleria.ops.bench.mall import Stall, fill, open_stall
from galleria.ops.bench.mall.loading import loading
from galleria.ops.database import opened
from galleria.ops.roles import Connection

# More than any run sells; a bench that sold out would measure refusals.
UNITS = 1_000_000_000

ADD_LOCATION = """
INSERT INTO location (org_id, location_id, code, name, created_at, updated_at)
VALUES ($1, $2, 'main', 'Main', now(), now())
"""
ADD_STOCK = """
WITH had AS (
    INSERT INTO stock (org_id, variant_id, location_id, free, updated_at)
    SELECT org_id, variant_id, $2, $3, now() FROM variant WHERE org_id = $1
    RETURNING org_id, variant_id, location_id, free
)
INSERT INTO movement (
    org_id, movement_id, recorded_at, variant_id, location_id, kind, units, actor_kind, request_id
)
SELECT org_id, uuidv7(), now(), variant_id, location_id, 'receive', free, 'system', 'bench'
FROM had
"""
VARIANTS = "SELECT variant_id FROM variant WHERE org_id = $1 ORDER BY variant_id LIMIT $2"


class SellingShop(Struct, frozen=True):
    """A stall with stock at one location. `variants` are what is bought."""

    stall: Stall
    location_id: UUID
    variants: list[UUID]
    units: int

    @property
    def org_id(self) -> UUID:
        return self.stall.org_id


async def open_shop(
    settings: Settings,
    *,
    products: int,
    units: int = UNITS,
    say: Callable[[str], None] = lambda _: None,
) -> SellingShop:
    """Open a shop of an organization of its own, with so many units of each variant."""
    async with opened(settings) as database:
        stall = await open_stall(database, products=products)
    await fill(settings, stall, is_kept=False, say=say)
    async with loading(settings) as connection:
        return await _stocked(connection, stall, units)


async def open_many(
    settings: Settings, *, shops: int, products: int, say: Callable[[str], None]
) -> list[SellingShop]:
    """Open a small shop of each of so many organizations, by the use cases."""
    stalls: list[Stall] = []
    async with opened(settings) as database:
        for number in range(shops):
            stall = await open_stall(database, products=products)
            rows = [NewProduct(name=f"Thing {it}", price_minor=500) for it in range(products)]
            async with transaction(database, stall.merchant.context) as tx:
                catalog_id, body = stall.catalog_id, Bulk[NewProduct](list(rows))
                await create_products(tx, catalog_id=catalog_id, body=body, query=BulkMode())
            stalls.append(stall)
            if number % 50 == 49:
                say(f"{number + 1} of {shops} shops opened")
    async with loading(settings) as connection:
        found = [await _stocked(connection, stall, UNITS) for stall in stalls]
        await connection.execute("VACUUM (ANALYZE)")
        return found


async def _stocked(connection: Connection, stall: Stall, units: int) -> SellingShop:
    location_id, org_id = new_id(), stall.org_id
    await connection.execute(ADD_LOCATION, org_id, location_id)
    await connection.execute(ADD_STOCK, org_id, location_id, units)
    rows = await connection.fetch(VARIANTS, org_id, stall.products)
    return SellingShop(stall, location_id, [row[0] for row in rows], units)
