"""Many orders in one call: every row is answered for; one that is not allowed stops them all."""

import asyncio

import pytest

from galleria.base.bulk import BulkMode, BulkRefused
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.orders.transition_orders import (
    OrderTransition,
    OrderTransitions,
    Transition,
    transition_orders,
)
from tests.conftest import recorded_statements
from tests.orders.living import given_order, ship
from tests.selling import given_selling_shop

SOUND_ONLY = BulkMode(partial=True)


def rows(*wanted: tuple[object, Transition]) -> OrderTransitions:
    return OrderTransitions([OrderTransition(order_id=it, transition=to) for it, to in wanted])  # type: ignore[arg-type]


async def test_each_becomes_what_was_asked_for(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=9)
    off, packed, gone = [(await given_order(shop, tea)).order_id for _ in range(3)]
    await ship(tx, gone)
    wanted = rows((off, "cancel"), (packed, "process"), (gone, "deliver"))
    done = await transition_orders(tx, body=wanted, query=BulkMode())
    assert {it.status for it in done.rows} == {"updated"}
    now = await tx.connection.fetch("SELECT version FROM orders ORDER BY serial")
    assert [it.version for it in done.rows] == [it["version"] for it in now]
    states = await tx.connection.fetch("SELECT state FROM orders ORDER BY serial")
    assert [it["state"] for it in states] == ["cancelled", "processing", "delivered"]


async def test_one_that_is_not_allowed_stops_all(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    with pytest.raises(BulkRefused) as refused:
        await transition_orders(
            tx, body=rows((order.order_id, "deliver"), (new_id(), "cancel")), query=BulkMode()
        )
    assert [(it.index, it.status) for it in refused.value.rows] == [
        (0, "refused"),
        (1, "not_found"),
    ]
    assert refused.value.errors[0].code == "illegal_transition"


async def test_the_others_are_done_when_that_is_wanted(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=9)
    one, two = [(await given_order(shop, tea)).order_id for _ in range(2)]
    stale = OrderTransition(order_id=two, transition="cancel", version=7)
    again = OrderTransition(order_id=one, transition="process")
    body = OrderTransitions([*rows((one, "cancel")).rows, stale, again])
    done = await transition_orders(tx, body=body, query=SOUND_ONLY)
    assert [it.status for it in done.rows] == ["updated", "stale", "refused"]
    assert done.rows[1].version == 1
    assert done.rows[2].errors[0].code == "repeated"


async def test_nothing_of_another_organization_is_changed(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    done = await transition_orders(
        other_tx, body=rows((order.order_id, "cancel")), query=SOUND_ONLY
    )
    assert [it.status for it in done.rows] == ["not_found"]


async def test_many_take_as_many_statements_as_one(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=99)
    counts: list[int] = []
    for orders in (1, 20):
        ids = [(await given_order(shop, tea)).order_id for _ in range(orders)]
        with recorded_statements(tx) as seen:
            await transition_orders(
                tx, body=rows(*[(it, "process") for it in ids]), query=BulkMode()
            )
            await asyncio.sleep(0)
        counts.append(len(seen))
    assert counts == [6, 6]
