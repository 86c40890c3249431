"""What there is to choose, and how much of it."""

from datetime import timedelta
from typing import Any

import pytest

from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx
from galleria.listing.search.facet_rows import Facets, FacetValue
from galleria.listing.search.facets import count_shop_products, span_width
from galleria.listing.search.parameters import Filters
from tests.conftest import recorded_statements
from tests.listing.given_mugs import given_many, given_mugs
from tests.listing.given_shop import Menu, exclude, seen_by, sell_between


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    """Tea (hot, 300), red mug (500), blue mug (700), red cup (900): the last three are drinks."""
    return await given_mugs(tx)


async def facets(tx: Tx, **asked: Any) -> Facets:
    return await count_shop_products(tx, query=Filters(**asked))


def counts(values: list[FacetValue]) -> dict[str, int]:
    return {one.value: one.products for one in values}


def values_of(found: Facets, key: str) -> dict[str, int]:
    return next((counts(one.values) for one in found.attributes if one.key == key), {})


async def test_everything_is_counted_where_nothing_narrows_it(menu: Menu) -> None:
    found = await facets(menu.tx)
    assert (found.total, found.is_estimated) == (4, False)
    assert [(one.name, one.products) for one in found.categories] == [("Drinks", 4)]
    assert counts(found.brands) == {"Acme": 2, "Bolt": 1}
    assert counts(found.tags) == {"new": 2, "sale": 1}
    assert values_of(found, "colour") == {"red": 2, "blue": 1}


async def test_words_and_filters_narrow_the_counts(menu: Menu) -> None:
    found = await facets(menu.tx, q="mug")
    assert (found.total, counts(found.brands)) == (2, {"Acme": 2})
    found = await facets(menu.tx, tag=["sale"])
    assert (found.total, values_of(found, "colour")) == (1, {"red": 1})


async def test_what_was_chosen_does_not_narrow_its_own_counts(menu: Menu) -> None:
    found = await facets(menu.tx, brand=["Acme"], attribute=["colour:red"])
    assert found.total == 1
    assert counts(found.brands) == {"Acme": 1, "Bolt": 1}
    assert values_of(found, "colour") == {"red": 1, "blue": 1}
    assert [one.value for one in found.brands if one.is_chosen] == ["Acme"]


async def test_a_chosen_value_that_nothing_has_is_still_there(menu: Menu) -> None:
    found = await facets(menu.tx, brand=["Nobody"])
    assert (found.total, counts(found.brands)) == (0, {"Nobody": 0, "Acme": 2, "Bolt": 1})


async def test_categories_are_those_right_below_the_chosen_one(menu: Menu) -> None:
    found = await facets(menu.tx, category="drinks")
    assert [(one.slug, one.products) for one in found.categories] == [("hot", 1)]
    assert found.total == 4


async def test_categories_and_attributes_are_in_the_merchants_order(menu: Menu) -> None:
    food = await menu.category("Food", sort_order=-1)
    await menu.product("Bun", category_id=food)
    await menu.set("UPDATE attribute SET sort_order = -1 WHERE key = 'weight'")
    found = await facets(menu.tx)
    assert [one.name for one in found.categories] == ["Food", "Drinks"]
    assert [one.key for one in found.attributes] == ["weight", "colour", "made", "vegan"]


async def test_prices_have_ends_and_round_spans(menu: Menu) -> None:
    prices = (await facets(menu.tx)).prices
    assert prices is not None
    assert (prices.lowest_minor, prices.highest_minor) == (300, 900)
    spans = [(one.from_minor, one.to_minor, one.products) for one in prices.spans]
    assert spans == [(200, 400, 1), (400, 600, 1), (600, 800, 1), (800, 1000, 1)]


async def test_a_chosen_price_does_not_narrow_the_prices(menu: Menu) -> None:
    found = await facets(menu.tx, price_min_minor=700, brand=["Acme"])
    assert (found.total, counts(found.brands)) == (1, {"Acme": 1, "Bolt": 1})
    assert found.prices is not None
    assert (found.prices.lowest_minor, found.prices.highest_minor) == (500, 700)


async def test_numbers_have_ends_where_something_narrows_them(menu: Menu) -> None:
    found = await facets(menu.tx, brand=["Acme"], attribute=["weight:4.."])
    (weight,) = (one for one in found.attributes if one.key == "weight")
    assert (weight.unit, weight.lowest, weight.highest) == ("kg", 2.5, 4)


async def test_the_ends_of_days_are_days(menu: Menu) -> None:
    found = await facets(menu.tx, brand=["Bolt"])
    (made,) = (one for one in found.attributes if one.key == "made")
    assert (made.lowest, made.highest) == ("2026-03-01", "2026-03-01")


async def test_numbers_and_days_have_ends_where_nothing_narrows_them(menu: Menu) -> None:
    found = {one.key: one for one in (await facets(menu.tx)).attributes}
    assert (found["weight"].lowest, found["weight"].highest) == (2.5, 4)
    assert (found["made"].lowest, found["made"].highest) == ("2026-03-01", "2026-03-01")
    await exclude(menu, category=menu.drinks)
    found = {one.key: one for one in (await facets(menu.tx)).attributes}
    assert (found["weight"].lowest, found["made"].highest) == (None, None)


async def test_the_ends_of_very_many_are_those_of_a_sample(menu: Menu) -> None:
    await menu.set("""UPDATE product SET attributes = '{"weight": 3}' WHERE slug = 'tea'""")
    await given_many(menu, 8_000)
    await menu.tx.connection.execute("UPDATE facet_count SET products = 8000 WHERE facet = '*'")
    found = await facets(menu.tx)
    (weight,) = (one for one in found.attributes if one.key == "weight")
    assert (found.total, found.is_estimated) == (8_000, False)
    assert weight.lowest in (2.5, 3)
    assert weight.highest in (3, 4)


async def test_what_has_hours_is_counted_while_they_last(menu: Menu) -> None:
    now, hour = menu.tx.context.now, timedelta(hours=1)
    await sell_between(menu, menu.tea, now - hour, now + hour)
    assert (await facets(menu.tx)).total == 4
    await menu.set("UPDATE store_window SET available_until = $1", now)
    assert (await facets(menu.tx)).total == 3


async def test_what_is_excluded_is_not_counted(menu: Menu) -> None:
    await exclude(menu, category=menu.hot)
    for asked, total in (
        ({}, 3),
        ({"q": "tea"}, 0),
        ({"price_max_minor": 400}, 0),
        ({"tag": ["new"]}, 2),
    ):
        assert (await facets(menu.tx, **asked)).total == total


async def test_nothing_matches_words_that_are_none(menu: Menu) -> None:
    assert (await facets(menu.tx, q="!!!")).total == 0


async def test_a_shop_that_sells_nothing_has_no_facets(menu: Menu) -> None:
    await menu.set("UPDATE store_catalog SET catalog_id = NULL")
    assert (await facets(menu.tx)).total == 0


async def test_wrong_filters_are_named(menu: Menu) -> None:
    with pytest.raises(Invalid):
        await facets(menu.tx, attribute=["size:1"])
    with pytest.raises(Invalid):
        await facets(menu.tx, category="nowhere")


async def test_another_organizations_shop_has_no_facets(menu: Menu, other_tx: Tx) -> None:
    with pytest.raises(NotFound):
        await facets(seen_by(other_tx, menu.store))


async def test_more_than_thousands_are_estimated(menu: Menu) -> None:
    await given_many(menu, 8_000)
    found = await facets(menu.tx, q="tea")
    assert found.is_estimated
    assert 7_000 < found.total < 9_000
    assert found.prices is not None


async def test_counts_are_three_statements(menu: Menu) -> None:
    with recorded_statements(menu.tx) as seen:
        await facets(menu.tx, q="mug", brand=["Acme"], attribute=["colour:red"], price_min_minor=1)
    assert len(seen) in (2, 3)


@pytest.mark.parametrize(
    ("lowest", "highest", "width"),
    [(0, 0, 1), (300, 900, 200), (100, 20_099, 5_000), (90_000, 91_000, 1_000), (1, 5, 1)],
)
def test_spans_are_round(lowest: int, highest: int, width: int) -> None:
    assert span_width(lowest, highest) == width
