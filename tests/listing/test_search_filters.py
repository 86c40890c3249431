"""Filters, alone and together."""

import pytest

from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from tests.listing.finding import find, found, in_category, listed
from tests.listing.given_mugs import given_mugs
from tests.listing.given_shop import Menu


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_mugs(tx)


FILTERS = {
    "one brand": ({"brand": ["Acme"]}, ["Blue mug", "Red mug"]),
    "any of two brands": ({"brand": ["Acme", "Bolt"]}, ["Blue mug", "Red cup", "Red mug"]),
    "all of two tags": ({"tag": ["new", "sale"]}, ["Red mug"]),
    "one colour": ({"attribute": ["colour:red"]}, ["Red cup", "Red mug"]),
    "any of two colours": (
        {"attribute": ["colour:red", "colour:blue"]}, ["Blue mug", "Red cup", "Red mug"],
    ),
    "two attributes": ({"attribute": ["colour:blue", "vegan:true"]}, ["Blue mug"]),
    "a range": ({"attribute": ["weight:2..3"]}, ["Red mug"]),
    "an open range": ({"attribute": ["weight:3.."]}, ["Blue mug"]),
    "one number": ({"attribute": ["weight:4"]}, ["Blue mug"]),
    "dates": ({"attribute": ["made:2026-01-01..2026-12-31"]}, ["Red cup"]),
    "a price from": ({"price_min_minor": 700}, ["Blue mug", "Red cup"]),
    "a price up to": ({"price_max_minor": 500}, ["Red mug", "Tea"]),
    "a category": ({"category": "hot"}, ["Tea"]),
    "words and a filter": ({"q": "mug", "attribute": ["colour:red"]}, ["Red mug"]),
    "a brand in a category": ({"brand": ["Bolt"], "category": "drinks"}, ["Red cup"]),
    "what nothing is": ({"brand": ["Nobody"]}, []),
    "a quote": ({"brand": ["O'Hara \\ & | !"]}, []),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), FILTERS.values(), ids=FILTERS)
async def test_filters(menu: Menu, asked: dict[str, object], expected: list[str]) -> None:
    assert await listed(menu.tx, **{"sort": "name", **asked}) == expected


async def test_filters_narrow_a_category(menu: Menu) -> None:
    assert await in_category(menu.tx, "drinks", brand=["Acme"], price_max_minor=500) == ["Red mug"]


async def test_a_code_outside_the_filters_is_not_found(menu: Menu) -> None:
    assert await found(menu.tx, "T-1", brand=["Acme"]) == []


WRONG = {
    "an unknown category": ({"category": "nowhere"}, "?category", "not_found"),
    "no pair": ({"attribute": ["red"]}, "?attribute", "pattern"),
    "an unknown attribute": ({"attribute": ["size:1"]}, "?attribute", "unknown_attribute"),
    "a number that is none": ({"attribute": ["weight:heavy"]}, "?attribute", "type"),
    "two ranges": ({"attribute": ["weight:1..2", "weight:3..4"]}, "?attribute", "repeated"),
    "a range the wrong way round": ({"attribute": ["weight:5..1"]}, "?attribute", "range"),
    "a day that is none": ({"attribute": ["made:2026-02-31.."]}, "?attribute", "type"),
    "prices the wrong way round": (
        {"price_min_minor": 2, "price_max_minor": 1},
        "?price_max_minor",
        "range",
    ),
    "relevance of nothing": ({"sort": "relevance"}, "?sort", "no_words"),
}


@pytest.mark.parametrize(("asked", "pointer", "code"), WRONG.values(), ids=WRONG)
async def test_what_is_wrong_is_named(
    menu: Menu, asked: dict[str, object], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await find(menu.tx, **asked)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]


async def test_an_attribute_that_is_not_to_filter_by_is_named(menu: Menu) -> None:
    await menu.tx.connection.execute("UPDATE attribute SET is_filterable = false")
    with pytest.raises(Invalid):
        await find(menu.tx, attribute=["colour:red"])
