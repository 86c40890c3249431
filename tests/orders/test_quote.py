"""A quote is what placing would cost, and says what is short; nothing is changed."""

import pytest

from galleria.base.lane import Asked
from galleria.base.tx import Tx
from galleria.orders import NotForSale, Quote, Sale, quote
from tests.catalog.given import counted
from tests.conftest import recorded_statements
from tests.selling import SellingShop, given_selling_shop, line


async def quoted(shop: SellingShop, *lines: object, **more: object) -> Quote:
    asked: Asked[Sale] = shop.asks(*lines, **more)  # type: ignore[arg-type]
    return await quote(shop.tx, asked)


async def test_a_quote_costs_what_the_order_will(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3, price_minor=250)
    offer = await quoted(shop, line(tea, 2))
    order = await shop.sell(line(tea, 2))
    assert (offer.total_minor, offer.is_short) == (order.total_minor, False)


async def test_a_quote_says_what_is_short_and_how_many_there_are(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea, coffee = await shop.product(free=3), await shop.product("Coffee", free=None)
    offer = await quoted(shop, line(tea, 2), line(tea, 2), line(coffee))
    assert [(it.available_units, it.is_short) for it in offer.lines] == [
        (3, True), (3, True), (None, False),
    ]  # fmt: skip


async def test_a_quote_changes_nothing_and_takes_few_statements(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    tea = await shop.product(free=3)
    with recorded_statements(tx) as seen:
        await quoted(shop, *[line(tea)] * 20)
        await tx.connection.fetchval("SELECT 1")
    assert len(seen) <= 4
    assert (await shop.free(tea), await counted(tx, "orders")) == (3, 0)


async def test_what_is_not_sold_has_no_quote(tx: Tx, other_tx: Tx) -> None:
    shop, other = await given_selling_shop(tx), await given_selling_shop(other_tx)
    foreign = await other.product()
    with pytest.raises(NotForSale):
        await quoted(shop, line(foreign))
