"""Whatever staff do to orders, in any order: books, lines and totals agree after every step."""

import random
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from galleria.base.refusals import Refusal
from galleria.base.tx import Tx, savepoint
from galleria.catalog.products.rows import BundlePart
from galleria.orders.cancel import Cancel, cancel_order
from galleria.orders.change_body import ChangedLine, OrderChanges
from galleria.orders.change_order import change_order
from galleria.orders.deliver import cancel_fulfilment, deliver_order
from galleria.orders.details import OrderDetails
from galleria.orders.fulfil import FulfilLine, NewFulfilment, fulfil_order
from galleria.orders.read import read_order
from galleria.orders.return_units import NewReturn, ReturnLine, return_units
from galleria.orders.start_processing import start_processing
from tests.orders.living import CASH, books_balance
from tests.selling import SellingShop, given_selling_shop, line

STEPS = 80


@pytest.mark.parametrize("seed", range(6))
async def test_books_and_totals_agree_after_every_step(tx: Tx, seed: int) -> None:
    dice = random.Random(seed)
    shop = await given_selling_shop(tx)
    variants = await given_range(shop)
    orders: list[UUID] = []
    done = 0
    for _ in range(STEPS):
        try:
            async with savepoint(tx):
                done += await step(shop, dice, variants, orders)
        except Refusal:
            pass
        assert await books_balance(tx)
        for order_id in orders:
            assert adds_up(await read_order(tx, order_id=order_id))
    assert done > STEPS // 5
    assert await sold_by_ledger(tx) == await sold_by_orders(tx)


async def given_range(shop: SellingShop) -> list[UUID]:
    """Sell tea, cups, packs of both, and coffee that nobody counts; of cups few, and more later."""
    tea, cup = await shop.product(free=40, price_minor=333), await shop.product("Cup", free=6)
    await shop.tx.connection.execute(
        "INSERT INTO stock_policy VALUES ($1, $2, 'backorder', NULL, 9, NULL, NULL, 1, $3)",
        shop.tx.context.org_id, cup, shop.tx.context.now,
    )  # fmt: skip
    parts = [BundlePart(variant_id=cup), BundlePart(variant_id=tea, quantity=2)]
    pack = await shop.product("Pack", free=None, kind="bundle", bundle=parts, price_minor=1001)
    return [tea, cup, pack, await shop.product("Coffee", free=None)]


async def step(
    shop: SellingShop, dice: random.Random, variants: list[UUID], orders: list[UUID]
) -> int:
    if not orders or dice.random() < 0.2:
        lines = [line(dice.choice(variants), dice.randint(1, 4)) for _ in range(dice.randint(1, 3))]
        tender = dice.choice([CASH, None])
        is_held = tender is None and dice.random() < 0.3
        orders.append((await shop.sell(*lines, tender=tender, is_held=is_held)).order_id)
        return 1
    order = await read_order(shop.tx, order_id=dice.choice(orders))
    await deed(shop.tx, dice, order, variants)
    return 1


def deed(tx: Tx, dice: random.Random, order: OrderDetails, variants: list[UUID]) -> Awaitable[Any]:
    one = dice.choice(order.lines)
    units = dice.randint(1, 3)
    order_id = order.order_id
    parcel = order.fulfilments[-1].fulfilment_id if order.fulfilments else order_id
    outcome = dice.choice(["restock", "write_off"])
    back = ReturnLine(line_no=one.line_no, units=units, outcome=outcome)  # type: ignore[arg-type]
    deeds = {
        "cancel": lambda: cancel_order(tx, order_id=order_id, body=Cancel("seed")),
        "process": lambda: start_processing(tx, order_id=order_id),
        "ship": lambda: fulfil_order(
            tx, order_id=order_id, body=NewFulfilment(lines=[FulfilLine(one.line_no, units)])
        ),
        "ship all": lambda: fulfil_order(tx, order_id=order_id),
        "unship": lambda: cancel_fulfilment(tx, order_id=order_id, fulfilment_id=parcel),
        "deliver": lambda: deliver_order(tx, order_id=order_id),
        "return": lambda: return_units(tx, order_id=order_id, body=NewReturn(lines=[back])),
        "units": lambda: change_order(
            tx,
            order_id=order_id,
            body=OrderChanges(change_lines=[ChangedLine(one.line_no, units)]),
        ),
        "swap": lambda: change_order(
            tx,
            order_id=order_id,
            body=OrderChanges(
                remove_lines=[one.line_no], add_lines=[line(dice.choice(variants), units)]
            ),
        ),
    }
    weights = [1, 1, 4, 2, 1, 2, 4, 4, 3]
    [name] = dice.choices(list(deeds), weights)
    return deeds[name]()


def adds_up(order: OrderDetails) -> bool:
    lines = [it for it in order.lines if not it.is_removed]
    returned = sum(it.amount_minor for it in order.returns)
    return (
        order.lines_minor == sum(it.units * it.price_minor for it in lines)
        and order.total_minor == sum(it.total_minor for it in lines) + order.shipping_minor
        and returned <= order.total_minor
        and all(it.returned_units <= it.shipped_units <= it.units for it in lines)
    )


async def sold_by_ledger(tx: Tx) -> dict[UUID, int]:
    """Return what is sold of each variant, and not back: by the movements."""
    rows = await tx.connection.fetch(
        """SELECT variant_id, -sum(units)::int AS units FROM movement
           WHERE org_id = $1 AND kind IN ('sell', 'return') GROUP BY variant_id""",
        tx.context.org_id,
    )
    return {row["variant_id"]: row["units"] for row in rows if row["units"]}


async def sold_by_orders(tx: Tx) -> dict[UUID, int]:
    """Return the same by the orders: what their lines took, less what came back."""
    rows = await tx.connection.fetch(
        """SELECT (portion ->> 'variant_id')::uuid AS variant_id,
                  sum((portion ->> 'units')::int
                      * (line.units - line.returned_units) / line.units)::int AS units
           FROM orders
           JOIN order_line AS line USING (org_id, order_id)
           CROSS JOIN LATERAL jsonb_array_elements(line.portions) AS portion
           WHERE org_id = $1 AND NOT line.is_removed AND orders.state <> 'cancelled'
           AND NOT (orders.is_held AND orders.state = 'pending')
           GROUP BY 1""",
        tx.context.org_id,
    )
    return {row["variant_id"]: row["units"] for row in rows if row["units"]}
