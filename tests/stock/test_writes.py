"""Stock comes, goes and is counted: many rows in one call, each answered for."""

import pytest

from galleria.base.bulk import Bulk, BulkMode, BulkRefused
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.tx import Tx
from galleria.stock.policies.set import WantedPolicy, set_policies
from galleria.stock.reads.list import (
    StockQuery,
    list_movements,
    list_stock,
    read_stock,
)
from galleria.stock.writes.count import count_stock
from galleria.stock.writes.move import move_stock
from galleria.stock.writes.rows import WantedCount, WantedMovement
from tests.catalog.given import ALL_OR_NONE, PARTIAL, events_of, given_catalog, given_product
from tests.stock.given import counters, given_location, given_stock, given_variant


async def moved(tx: Tx, *rows: WantedMovement, mode: BulkMode = ALL_OR_NONE) -> list[str]:
    done = await move_stock(tx, body=Bulk(list(rows)), query=mode)
    return [row.status for row in done.rows]


async def test_receives_into_a_location_that_is_opened_by_itself(tx: Tx) -> None:
    tea = await given_variant(tx, sku="TEA")
    row = WantedMovement(sku="TEA", kind="receive", units=12, reason="Delivery 1")
    assert await moved(tx, row) == ["updated"]
    stock = await read_stock(tx, variant_id=tea)
    assert [(row.location, row.free_units) for row in stock.locations] == [("main", 12)]
    assert await events_of(tx, "stock.received") == 1


async def test_takes_no_more_than_is_free(tx: Tx) -> None:
    tea = await given_variant(tx)
    main = await given_location(tx)
    await given_stock(tx, main, 3, variant_id=tea)
    with pytest.raises(BulkRefused) as refusal:
        await moved(tx, WantedMovement(variant_id=tea, kind="damage", units=4))
    assert [error.code for error in refusal.value.errors] == ["too_few"]


async def test_does_the_sound_rows_when_asked_for_them(tx: Tx) -> None:
    tea = await given_variant(tx)
    rows = [
        WantedMovement(variant_id=new_id(), kind="receive", units=1),
        WantedMovement(variant_id=tea, kind="receive", units=2),
        WantedMovement(variant_id=tea, kind="adjust", units=-1),
    ]
    assert await moved(tx, *rows, mode=PARTIAL) == ["refused", "updated", "updated"]
    assert (await read_stock(tx, variant_id=tea)).free_units == 1


async def test_a_transfer_leaves_one_place_for_another(tx: Tx) -> None:
    tea = await given_variant(tx)
    main, shop = await given_location(tx), await given_location(tx, "shop")
    await given_stock(tx, main, 3, variant_id=tea)
    row = WantedMovement(
        variant_id=tea, kind="transfer", units=2, location="main", to_location="shop"
    )
    await moved(tx, row)
    assert await counters(tx, tea, main) == {"free": 1}
    assert await counters(tx, tea, shop) == {"free": 2}
    assert await events_of(tx, "stock.transferred") == 1


async def test_what_comes_pays_what_is_owed_first(tx: Tx) -> None:
    tea = await given_variant(tx)
    main = await given_location(tx)
    await given_stock(tx, main, 0, variant_id=tea, backordered=2, shortfall=1)
    await moved(tx, WantedMovement(variant_id=tea, kind="receive", units=5))
    assert await counters(tx, tea, main) == {"free": 2}


async def test_refuses_more_than_a_counter_holds(tx: Tx) -> None:
    tea = await given_variant(tx)
    await given_stock(tx, await given_location(tx), 1_999_999_999, variant_id=tea)
    with pytest.raises(BulkRefused) as refusal:
        await moved(tx, WantedMovement(variant_id=tea, kind="receive", units=1_000_000))
    assert [error.code for error in refusal.value.errors] == ["too_many"]


async def test_a_count_is_right_whatever_the_books_said(tx: Tx) -> None:
    tea = await given_variant(tx)
    main = await given_location(tx)
    await given_stock(tx, main, 5, variant_id=tea)
    row = WantedCount(variant_id=tea, counted_units=3)
    await count_stock(tx, body=Bulk([row]), query=ALL_OR_NONE)
    assert await counters(tx, tea, main) == {"free": 3}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 3


async def test_a_count_below_what_is_held_is_short(tx: Tx) -> None:
    tea = await given_variant(tx)
    main = await given_location(tx)
    await given_stock(tx, main, 1, variant_id=tea, held=4)
    row = WantedCount(variant_id=tea, counted_units=3)
    await count_stock(tx, body=Bulk([row]), query=ALL_OR_NONE)
    assert await counters(tx, tea, main) == {"held": 4, "shortfall": 1}
    assert await events_of(tx, "stock.short") == 1


async def test_a_bundle_has_no_stock_of_its_own(tx: Tx) -> None:
    bundle = await given_variant(tx)
    await tx.connection.execute("UPDATE product SET kind = 'bundle'")
    with pytest.raises(BulkRefused) as refusal:
        await moved(tx, WantedMovement(variant_id=bundle, kind="receive", units=1))
    assert [error.code for error in refusal.value.errors] == ["bundle"]


async def test_an_alert_makes_what_is_there_low(tx: Tx) -> None:
    tea = await given_variant(tx)
    await given_stock(tx, await given_location(tx), 3, variant_id=tea)
    row = WantedPolicy(variant_id=tea, low_stock_at=5)
    await set_policies(tx, body=Bulk([row]), query=ALL_OR_NONE)
    low = await list_stock(tx, query=StockQuery(is_low=True))
    assert [row.variant_id for row in low.items] == [tea]
    assert await events_of(tx, "stock.low") == 1


async def test_what_is_tracked_and_never_was_there_is_out(tx: Tx) -> None:
    tea, main = await given_variant(tx), await given_location(tx)
    row = WantedPolicy(variant_id=tea, is_tracked=True)
    await set_policies(tx, body=Bulk([row]), query=ALL_OR_NONE)
    out = await list_stock(tx, query=StockQuery(is_out=True))
    assert [(it.variant_id, it.location_id, it.free_units) for it in out.items] == [(tea, main, 0)]
    assert (await list_stock(tx, query=StockQuery())).items == []
    await given_stock(tx, main, 3, variant_id=tea)
    assert (await list_stock(tx, query=StockQuery(is_out=True))).items == []


async def test_every_number_can_be_explained(tx: Tx) -> None:
    tea, main = await given_variant(tx), await given_location(tx)
    for units in (5, 7):
        await moved(tx, WantedMovement(variant_id=tea, kind="receive", units=units))
    first = await list_movements(tx, variant_id=tea, location_id=main, query=PageQuery(limit=1))
    cursor = PageQuery(limit=1, cursor=first.next_cursor)
    second = await list_movements(tx, variant_id=tea, location_id=main, query=cursor)
    assert [(row.units, row.balance_units) for row in first.items] == [(7, 12)]
    assert [(row.units, row.balance_units) for row in second.items] == [(5, 5)]
    assert second.items[0].request_id == "test-request"


async def test_one_row_costs_as_many_statements_as_twenty(tx: Tx, statements: list[str]) -> None:
    catalog_id = await given_catalog(tx)
    for number in range(21):
        await given_product(tx, catalog_id, f"Tea {number}", sku=f"T{number}")
    rows = [WantedMovement(sku=f"T{number}", kind="receive", units=1) for number in range(21)]
    await given_location(tx)
    statements.clear()
    await moved(tx, *rows[:1])
    once = len(statements)
    statements.clear()
    await moved(tx, *rows[1:])
    assert len(statements) == once <= 7
