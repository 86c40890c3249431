"""Shops with so many units of every variant, written straight into the tables, ledger and all."""

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.base.ids import new_id
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
        location_id = await _stocked(connection, stall.org_id, units)
        rows = await connection.fetch(VARIANTS, stall.org_id, products)
    return SellingShop(stall, location_id, [row[0] for row in rows], units)


async def _stocked(connection: Connection, org_id: UUID, units: int) -> UUID:
    location_id = new_id()
    await connection.execute(ADD_LOCATION, org_id, location_id)
    await connection.execute(ADD_STOCK, org_id, location_id, units)
    return location_id
