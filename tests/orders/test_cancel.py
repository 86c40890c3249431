"""An order is cancelled: its units can be sold again, whoever wants to ship it comes too late."""

import asyncio
from uuid import UUID

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import NotFound, Refusal, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.products.rows import BundlePart
from galleria.orders.cancel import Cancel, Cancellation, cancel_expired, cancel_order, cancel_orders
from galleria.orders.transitions import IllegalTransition
from galleria.stock import HoldsExpiring
from tests.conftest import recorded_statements
from tests.orders.living import books_balance, committed, event_bodies, given_order, ship
from tests.selling import SellingShop, given_selling_shop, line


async def test_what_it_took_can_be_sold_again(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    order = await given_order(shop, tea, 2)
    cancelled = await cancel_order(tx, order_id=order.order_id, body=Cancel("Wrong colour."))
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "Wrong colour.")
    assert cancelled.cancelled_at is not None
    assert await shop.free(tea) == 3
    assert await books_balance(tx)


async def test_what_it_held_is_free_again_and_the_ledger_says_nothing(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    order = await given_order(shop, tea, 2, paid=False, is_held=True)
    await cancel_order(tx, order_id=order.order_id)
    sold = "SELECT count(*) FROM movement WHERE org_id = $1 AND kind = 'sell'"
    assert await tx.connection.fetchval(sold, tx.context.org_id) == 0
    assert await shop.free(tea) == 3
    assert await books_balance(tx)


async def test_who_nobody_paid_in_time_is_cancelled(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    held = await given_order(shop, tea, 1, paid=False, is_held=True)
    paid = await given_order(shop, tea, 1)
    await tx.connection.execute("UPDATE hold SET expires_at = now() - interval '1 s'")
    await cancel_expired(tx, HoldsExpiring([held.order_id, paid.order_id], []))
    states = await tx.connection.fetch("SELECT state, cancel_reason FROM orders ORDER BY serial")
    assert [tuple(row) for row in states] == [("cancelled", "payment_expired"), ("paid", None)]


async def test_who_was_given_longer_meanwhile_is_not_cancelled(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    held = await given_order(shop, await shop.product(), 1, paid=False, is_held=True)
    await cancel_expired(tx, HoldsExpiring([held.order_id], []))
    assert await tx.connection.fetchval("SELECT state FROM orders") == "pending"


async def test_the_event_says_what_is_not_sold_after_all(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    order = await given_order(shop, tea, 2)
    await cancel_order(tx, order_id=order.order_id)
    [(placed, cancelled)] = zip(
        await event_bodies(tx, "order.placed"),
        await event_bodies(tx, "order.cancelled"),
        strict=True,
    )
    assert cancelled["lines"] == placed["lines"]
    assert cancelled["state_before"] == "paid"


async def test_what_was_shipped_is_not_cancelled(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), 2)
    await ship(tx, order.order_id, 1)
    with pytest.raises(IllegalTransition) as refused:
        await cancel_order(tx, order_id=order.order_id)
    assert refused.value.facts["from"] == "processing"
    assert "cancel" not in refused.value.facts["allowed"]  # type: ignore[operator]


async def test_it_is_cancelled_once(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    order = await given_order(shop, tea, 2)
    await cancel_order(tx, order_id=order.order_id)
    with pytest.raises(IllegalTransition):
        await cancel_order(tx, order_id=order.order_id)
    assert await shop.free(tea) == 3


async def test_another_version_than_was_read_is_refused(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    with pytest.raises(Stale):
        await cancel_order(tx, order_id=order.order_id, if_match=order.version + 1)


async def test_who_is_elsewhere_has_no_such_order(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    for foreign in (order.order_id, new_id()):
        with pytest.raises(NotFound):
            await cancel_order(other_tx, order_id=foreign)


async def test_many_take_as_many_statements_as_one(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=100)
    counts: list[int] = []
    for orders in (1, 20):
        order_ids = [(await given_order(shop, tea)).order_id for _ in range(orders)]
        with recorded_statements(tx) as seen:
            await cancel_orders(tx, [Cancellation(order_id, "") for order_id in order_ids])
            await asyncio.sleep(0)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14
    assert await shop.free(tea) == 100


async def test_of_shipping_and_cancelling_at_once_one_is_refused(
    database: Database, context: Context
) -> None:
    async def make(shop: object) -> UUID:
        return (await given_order(shop, await shop.product(free=5), 2)).order_id  # type: ignore

    order_id = await committed(database, context, make)

    async def attempt(cancels: bool) -> bool:
        try:
            async with transaction(database, context) as tx:
                await (cancel_order(tx, order_id=order_id) if cancels else ship(tx, order_id))
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(attempt(True), attempt(False))) == [False, True]
    async with transaction(database, context) as tx:
        assert await books_balance(tx)


async def test_lines_of_a_bundle_give_back_its_parts(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    cup, tea = await shop.product("Cup", free=4), await shop.product(free=9)
    parts = [BundlePart(variant_id=cup), BundlePart(variant_id=tea, quantity=2)]
    pack = await shop.product("Pack", free=None, kind="bundle", bundle=parts)
    order = await shop.sell(line(pack, 2))
    assert (await shop.free(cup), await shop.free(tea)) == (2, 5)
    await cancel_order(tx, order_id=order.order_id)
    assert (await shop.free(cup), await shop.free(tea)) == (4, 9)


async def test_many_that_are_cancelled_at_once_never_wait_for_each_other_in_a_circle(
    database: Database, context: Context
) -> None:
    async def make(shop: SellingShop) -> list[list[UUID]]:
        tea, cup = await shop.product(free=99), await shop.product("Cup", free=99)
        return [
            [
                (await given_order(shop, held, paid=False, is_held=True)).order_id,
                (await given_order(shop, sold)).order_id,
            ]
            for _ in range(5)
            for held, sold in ((tea, cup), (cup, tea))
        ]

    async def cancel(order_ids: list[UUID]) -> None:
        async with transaction(database, context) as tx:
            await cancel_orders(tx, [Cancellation(order_id, "") for order_id in order_ids])

    orders = await committed(database, context, make)
    await asyncio.gather(*[cancel(order_ids) for order_ids in orders])
    async with transaction(database, context) as tx:
        assert await books_balance(tx)
