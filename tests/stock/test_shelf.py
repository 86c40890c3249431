"""What is taken from a shelf, written with its ledger and holds."""

from datetime import timedelta

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.stock import HeldPortions, Missing, Short, Want, lock_shelf, write_shelf
from tests.catalog.given import counted, events_of
from tests.stock.given import counters, given_location, given_stock, sale


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
