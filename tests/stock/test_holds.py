"""Holds end in a sale, by themselves, or because somebody gave them up."""

from datetime import datetime, timedelta
from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.stock import (
    GivenBack,
    HeldPortions,
    Missing,
    Portion,
    Settling,
    Want,
    give_back,
    lock_shelf,
    release_holds,
    settle_holds,
    write_shelf,
)
from tests.catalog.given import counted, events_of
from tests.stock.given import BUYER, counters, given_location, given_stock


async def held(
    tx: Tx, location_id: UUID, order_id: UUID, want: Want, *, until: datetime | None = None
) -> list[Portion]:
    until = until or tx.context.now + timedelta(minutes=15)
    shelf = await lock_shelf(tx, [want.variant_id])
    taken = shelf.take([want], [location_id], is_held=True)
    assert not isinstance(taken, Missing)
    await write_shelf(tx, shelf, held=[HeldPortions(taken[0], until, order_id, 1)])
    return taken[0]


async def test_a_paid_hold_is_a_sale(tx: Tx) -> None:
    main = await given_location(tx)
    tea, order_id = await given_stock(tx, main, 5), new_id()
    portions = await held(tx, main, order_id, Want(tea, 2))
    assert await settle_holds(tx, [Settling(order_id, portions, BUYER, "paid")]) == []
    assert await counters(tx, tea, main) == {"free": 3}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 3
    assert await counted(tx, "hold") == 0


async def test_a_hold_that_is_gone_is_not_sold_again(tx: Tx) -> None:
    main = await given_location(tx)
    tea, order_id = await given_stock(tx, main, 5), new_id()
    portions = await held(tx, main, order_id, Want(tea, 2))
    await release_holds(tx, order_ids=[order_id])
    assert await settle_holds(tx, [Settling(order_id, portions, BUYER, "paid")]) == [order_id]
    assert await counters(tx, tea, main) == {"free": 5}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 5


async def test_a_released_hold_pays_what_is_owed_first(tx: Tx) -> None:
    main = await given_location(tx)
    tea, order_id = await given_stock(tx, main, 2), new_id()
    await held(tx, main, order_id, Want(tea, 2))
    shelf = await lock_shelf(tx, [tea])
    shelf.take([Want(tea, 1)], [main], posts_always=True)
    await write_shelf(tx, shelf)
    await release_holds(tx, order_ids=[order_id])
    assert await counters(tx, tea, main) == {"free": 1}


async def test_a_cancelled_sale_is_back_in_the_ledger(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 0)
    row = GivenBack(new_id(), 1, tea, main, 3, "sell", "order cancelled", BUYER, "cancel")
    await give_back(tx, [row])
    assert await counters(tx, tea, main) == {"free": 3}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 3
    assert await events_of(tx, "stock.back") == 1


async def test_what_is_written_off_is_not_free_again(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 1)
    row = GivenBack(new_id(), 1, tea, main, 3, "return", "broken", BUYER, "back", True)
    await give_back(tx, [row])
    assert await counters(tx, tea, main) == {"free": 1}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 1
