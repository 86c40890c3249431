"""Which of a shop's languages answers."""

import pytest

from galleria.base.tx import Tx
from galleria.listing.search.suggestions import SuggestionQuery, suggest_products
from galleria.listing.shop.categories import read_shop_categories
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.product import read_shop_product
from galleria.listing.shop.scan import scan_in_shop
from tests.listing.finding import listed
from tests.listing.given_shop import Menu, given_menu, say_product

FURTHER = ["de-AT", "de-DE", "en-US"]


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (None, "en-GB"), ("en-GB", "en-GB"), ("de-DE", "de-DE"), ("DE-de", "de-DE"),
        ("de", "de-AT"), ("de-CH", "de-AT"), ("en", "en-GB"), ("en-us", "en-US"),
        ("fr", "en-GB"), ("d", "en-GB"), ("", "en-GB"), ("e%", "en-GB"),
    ],
)  # fmt: skip
async def test_the_locale_then_the_language_then_the_stores_own(
    tx: Tx, wanted: str | None, spoken: str
) -> None:
    sql = "SELECT spoken_locale($1, 'en-GB', $2)"
    assert await tx.connection.fetchval(sql, wanted, FURTHER) == spoken


async def test_a_language_alone_is_enough_everywhere(tx: Tx) -> None:
    menu: Menu = await given_menu(tx)
    await say_product(menu, menu.tea, name="Tee", slug="tee")
    german = ShopQuery(locale="DE")
    assert (await read_shop_product(menu.tx, product="tee", query=german)).locale == "de-DE"
    assert (await scan_in_shop(menu.tx, code="T-1", query=german)).name == "Tee"
    assert (await read_shop_categories(menu.tx, query=german)).locale == "de-DE"
    for sort in ("default", "name", "price", "-price", "newest"):
        assert await listed(menu.tx, locale="de", sort=sort) == ["Tee"]
    assert await listed(menu.tx, locale="de", q="tee") == ["Tee"]
    suggested = await suggest_products(menu.tx, query=SuggestionQuery(q="te", locale="de"))
    assert suggested.words == ["tee"]
