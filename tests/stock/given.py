"""What a test of stock starts from: a variant, a location, units."""

from uuid import UUID

from galleria.base.context import Actor
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.stock import Missing, Portion, Shelf, SoldPortions, Want
from tests.catalog.given import given_catalog, given_product

BUYER = Actor("shopper")


async def given_location(tx: Tx, code: str = "main", *, position: int = 0) -> UUID:
    location_id = new_id()
    await tx.connection.execute(
        """INSERT INTO location (org_id, location_id, code, name, position, created_at, updated_at)
           VALUES ($1, $2, $3, $3, $4, $5, $5)""",
        tx.context.org_id, location_id, code, position, tx.context.now,
    )  # fmt: skip
    return location_id


async def given_stock(
    tx: Tx, location_id: UUID, free: int, *, variant_id: UUID | None = None, **counters: int
) -> UUID:
    """Put units there, ledger and all; return the variant (of no product)."""
    variant_id = variant_id or new_id()
    held, owed = counters.get("held", 0), counters.get("backordered", 0)
    short = counters.get("shortfall", 0)
    await tx.connection.execute(
        "INSERT INTO stock VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8)",
        tx.context.org_id, variant_id, location_id, free, held, owed, short, tx.context.now,
    )  # fmt: skip
    await tx.connection.execute(
        """INSERT INTO movement (org_id, movement_id, recorded_at, variant_id, location_id, kind,
                                 units, actor_kind, request_id)
           VALUES ($1, $2, $3, $4, $5, 'receive', $6, 'system', 'given')""",
        tx.context.org_id, new_id(), tx.context.now, variant_id, location_id,
        free + held - owed - short,
    )  # fmt: skip
    return variant_id


async def counters(tx: Tx, variant_id: UUID, location_id: UUID) -> dict[str, int]:
    """Return what is not zero of its counters."""
    row = await tx.connection.fetchrow(
        """SELECT free, held, backordered, shortfall FROM stock
           WHERE variant_id = $1 AND location_id = $2""",
        variant_id, location_id,
    )  # fmt: skip
    assert row is not None
    return {name: units for name, units in row.items() if units}


def sale(*lines: list[Portion], order_id: UUID | None = None) -> list[SoldPortions]:
    order_id = order_id or new_id()
    return [
        SoldPortions(order_id, number, portions, BUYER, "sale")
        for number, portions in enumerate(lines, 1)
    ]


def taken(
    shelf: Shelf, want: Want, locations: list[UUID], *, is_held: bool = False
) -> list[Portion]:
    """Take what there is enough of."""
    portions = shelf.take([want], locations, is_held=is_held)
    assert not isinstance(portions, Missing)
    return portions[0]


async def given_variant(tx: Tx, *, sku: str | None = None) -> UUID:
    product_id = await given_product(tx, await given_catalog(tx), sku=sku)
    return await tx.connection.fetchval(
        "SELECT variant_id FROM variant WHERE product_id = $1", product_id
    )
