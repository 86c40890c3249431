"""`galleria verify stock` names whatever counters, ledger, holds and orders disagree about."""

from datetime import timedelta
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx, transaction
from galleria.ops.verify.stock import audit_stock
from galleria.stock import HeldPortions, Want, lock_shelf, write_shelf
from tests.stock.given import given_location, given_stock, taken


@pytest.fixture
async def tea(database: Database, context: Context) -> UUID:
    async with transaction(database, context) as tx:
        return await given_stock(tx, await given_location(tx), 5)


async def faults(database: Database, context: Context, sql: str) -> list[str]:
    async with transaction(database, context) as tx:
        await tx.connection.execute(sql)
    audit = await audit_stock(database, [context.org_id])
    assert audit.counters == 1
    return audit.faults


async def hold(tx: Tx, variant_id: UUID) -> None:
    shelf = await lock_shelf(tx, [variant_id])
    [location_id] = shelf.items[variant_id].counts
    portions = taken(shelf, Want(variant_id, 2), [location_id], is_held=True)
    until = tx.context.now + timedelta(minutes=15)
    await write_shelf(tx, shelf, held=[HeldPortions(portions, until, new_id(), 1)])


@pytest.mark.usefixtures("tea")
async def test_what_is_right_is_clean(database: Database, context: Context) -> None:
    assert await faults(database, context, "SELECT 1") == []


@pytest.mark.usefixtures("tea")
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("UPDATE stock SET free = 4", "the ledger sums to 5, its counters to 4"),
        ("UPDATE stock SET free = 4, held = 1", "1 held, and its holds are of 0"),
        ("UPDATE stock SET is_low = true", "5 free, 0 held, 0 backordered, 0 short, low"),
    ],
)
async def test_a_wrong_counter_is_named(
    database: Database, context: Context, broken: str, said: str
) -> None:
    (fault,) = await faults(database, context, broken)
    assert said in fault


async def test_a_hold_of_no_order_is_named(database: Database, context: Context, tea: UUID) -> None:
    async with transaction(database, context) as tx:
        await hold(tx, tea)
    audit = await audit_stock(database, [context.org_id])
    assert any("which waits for nothing" in fault for fault in audit.faults)


async def test_a_sale_of_no_order_is_named(database: Database, context: Context, tea: UUID) -> None:
    sold = """INSERT INTO movement SELECT org_id, gen_random_uuid(), now(), variant_id, location_id,
              'sell', -1, '', gen_random_uuid(), 1, 'system', NULL, 'x' FROM stock"""
    found = await faults(database, context, f"{sold}; UPDATE stock SET free = 4")
    assert any("0 of it, 1 sold and 0 held" in fault for fault in found)
