"""What is taken from a shelf, written with its ledger and holds."""

from datetime import timedelta

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.stock import HeldPortions, Missing, Portion, Short, Want, lock_shelf, write_shelf
from tests.catalog.given import counted, events_of
from tests.stock.given import (
    counters,
    given_location,
    given_stock,
    given_variant,
    sale,
    taken,
)


async def test_sells_what_is_free(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 5)
    shelf = await lock_shelf(tx, [tea])
    taken = shelf.take([Want(tea, 2)], [main])
    assert not isinstance(taken, Missing)
    await write_shelf(tx, shelf, sold=sale(*taken))
    assert await counters(tx, tea, main) == {"free": 3}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == 3


async def test_refuses_more_than_is_free_and_takes_nothing(tx: Tx) -> None:
    main = await given_location(tx)
    tea, mug = await given_stock(tx, main, 5), await given_stock(tx, main, 5)
    shelf = await lock_shelf(tx, [tea, mug])
    answer = shelf.take([Want(mug, 1), Want(tea, 3), Want(tea, 3)], [main])
    assert answer == Missing([Short(tea, 6, 5)])
    assert list(shelf.touched()) == []


async def test_holds_until_they_expire(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 5)
    shelf = await lock_shelf(tx, [tea])
    taken = shelf.take([Want(tea, 2)], [main], is_held=True)
    assert not isinstance(taken, Missing)
    until = tx.context.now + timedelta(minutes=15)
    await write_shelf(tx, shelf, held=[HeldPortions(taken[0], until, new_id(), 1)])
    assert await counters(tx, tea, main) == {"free": 3, "held": 2}
    assert await counted(tx, "job") == 1


async def test_tells_of_the_last_unit_once(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 2)
    for _ in range(2):
        shelf = await lock_shelf(tx, [tea])
        taken = shelf.take([Want(tea, 1)], [main])
        assert not isinstance(taken, Missing)
        await write_shelf(tx, shelf, sold=sale(*taken))
    assert await events_of(tx, "stock.out") == 1


async def index_updates(tx: Tx) -> int:
    """Return how many updates of stock had to change its indexes."""
    return await tx.connection.fetchval(
        "SELECT n_tup_upd - n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'stock'"
    )


async def test_a_sale_changes_no_index_of_stock(tx: Tx) -> None:
    main = await given_location(tx)
    tea, before = await given_stock(tx, main, 50), await index_updates(tx)
    for _ in range(5):
        shelf = await lock_shelf(tx, [tea])
        await write_shelf(tx, shelf, sold=sale(taken(shelf, Want(tea, 1), [main])))
    assert await index_updates(tx) == before


async def test_twenty_orders_cost_as_many_statements_as_one(tx: Tx, statements: list[str]) -> None:
    main = await given_location(tx)
    teas = [await given_stock(tx, main, 50) for _ in range(20)]
    costs: list[int] = []
    for variants in (teas[:1], teas):
        statements.clear()
        shelf = await lock_shelf(tx, variants)
        portions = [taken(shelf, Want(variant, 1), [main]) for variant in variants]
        await write_shelf(tx, shelf, sold=[line for one in portions for line in sale(one)])
        costs.append(len(statements))
    assert costs == [2, 2]


async def test_takes_from_the_first_location_that_has_enough(tx: Tx) -> None:
    main, shop = await given_location(tx), await given_location(tx, "shop")
    tea = await given_stock(tx, main, 2)
    await given_stock(tx, shop, 5, variant_id=tea)
    shelf = await lock_shelf(tx, [tea])
    assert [(it.location_id, it.units) for it in taken(shelf, Want(tea, 3), [main, shop])] == [
        (shop, 3)
    ]
    assert [(it.location_id, it.units) for it in taken(shelf, Want(tea, 4), [main, shop])] == [
        (main, 2),
        (shop, 2),
    ]


async def test_what_was_rung_up_offline_is_posted_and_short(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 1)
    shelf = await lock_shelf(tx, [tea])
    found = shelf.take([Want(tea, 3)], [main], posts_always=True)
    assert not isinstance(found, Missing)
    await write_shelf(tx, shelf, sold=sale(*found))
    assert await counters(tx, tea, main) == {"shortfall": 2}
    assert await tx.connection.fetchval("SELECT sum(units) FROM movement") == -2
    assert await events_of(tx, "stock.short") == 1


async def test_what_is_always_counted_is_owed_where_it_never_was(tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_variant(tx)
    await tx.connection.execute(
        "INSERT INTO stock_policy VALUES ($1, $2, 'backorder', true, 2, NULL, NULL, 1, $3)",
        tx.context.org_id, tea, tx.context.now,
    )  # fmt: skip
    shelf = await lock_shelf(tx, [tea])
    assert shelf.take([Want(tea, 3)], [main]) == Missing([Short(tea, 3, 2)])
    await write_shelf(tx, shelf, sold=sale(taken(shelf, Want(tea, 2), [main])))
    assert await counters(tx, tea, main) == {"backordered": 2}


async def test_another_organizations_stock_is_not_there(tx: Tx, other_tx: Tx) -> None:
    main = await given_location(tx)
    tea = await given_stock(tx, main, 5)
    shelf = await lock_shelf(other_tx, [tea])
    assert (shelf.items[tea].is_counted, shelf.items[tea].counts) == (False, {})


async def test_what_is_owed_is_owed_where_the_variant_is_kept(tx: Tx) -> None:
    main, back = await given_location(tx), await given_location(tx, "back")
    tea = await given_stock(tx, main, 5)
    shelf = await lock_shelf(tx, [tea])
    taken = shelf.take([Want(tea, 7)], [back, main], posts_always=True)
    assert taken == [[Portion(tea, main, 7, shortfall=2)]]
    shelf.items[tea].at(main).add(3)
    assert shelf.items[tea].at(main).free == 1
