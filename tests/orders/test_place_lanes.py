"""Lanes of several processes sell the last units: each once, all numbered, nobody deadlocks."""

import asyncio
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Refusal
from galleria.base.tx import transaction
from galleria.orders import NewOrder, Order
from galleria.orders.place_one import PlaceOrder, place_orders
from tests.engine.lane_shop import lanes_of
from tests.orders.living import books_balance, committed
from tests.selling import SellingShop, line

BUYERS = 60


class Shelf(Struct, frozen=True):
    """A store with little of two things."""

    store: UUID
    tea: UUID
    cup: UUID


async def little(shop: SellingShop) -> Shelf:
    return Shelf(shop.store, await shop.product(free=25), await shop.product("Cup", free=40))


async def test_two_lanes_sell_no_more_than_there_is(database: Database, context: Context) -> None:
    shelf = await committed(database, context, little)
    lanes = [lanes_of(database, batches_max=2) for _ in range(2)]

    async def buy(at: int) -> Order | Refusal:
        lines = [line(shelf.tea), line(shelf.cup)]
        body = NewOrder(lines=lines if at % 3 else lines[::-1])
        command = PlaceOrder(shelf.store, body)
        try:
            return await lanes[at % 2].ask(context, place_orders, command)
        except Refusal as refusal:
            return refusal

    outcomes = await asyncio.gather(*(buy(at) for at in range(BUYERS)))
    numbers = sorted(int(it.number) for it in outcomes if isinstance(it, Order))
    assert numbers == list(range(1001, 1026))
    assert {it.code for it in outcomes if isinstance(it, Refusal)} == {"sold_out"}
    async with transaction(database, context) as tx:
        assert await books_balance(tx)
        assert await tx.connection.fetchval("SELECT sum(free) FROM stock") == 15


async def test_a_poisonous_order_harms_only_itself(database: Database, context: Context) -> None:
    shelf = await committed(database, context, little)
    lanes = lanes_of(database)
    # A customer's name that no constraint of ours foresaw: PostgreSQL keeps no U+0000.
    names = ["Ada", "\0", "Bob"]
    bodies = [NewOrder(lines=[line(shelf.tea)], customer_name=name) for name in names]
    outcomes = await asyncio.gather(
        *(lanes.ask(context, place_orders, PlaceOrder(shelf.store, body)) for body in bodies),
        return_exceptions=True,
    )
    assert [isinstance(it, Order) for it in outcomes] == [True, False, True]
    async with transaction(database, context) as tx:
        assert await tx.connection.fetchval("SELECT count(*) FROM orders") == 2
        assert await books_balance(tx)
