"""What becomes of prices: the rule by itself, and the same rule in the database."""

import random
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galleria.base.bulk import Bulk
from galleria.base.money import MINOR_MAX
from galleria.base.tx import Tx
from galleria.catalog.by_filter.rules import Repricing, hundredths, repriced
from galleria.catalog.products.create import create_products
from galleria.catalog.products.rows import NewProduct
from tests.catalog.given import ALL_OR_NONE, given_catalog, given_product
from tests.catalog.given_by_filter import OFF_TEN, changed, prices, seen

PLAIN = Repricing(0, 0, None, 0, 1)
NINETY_NINE = replace(PLAIN, ends_minor=99, each_minor=100)


@st.composite
def ways(draw: st.DrawFn) -> Repricing:
    each = draw(st.integers(1, 10**6))
    return Repricing(
        draw(st.integers(-10_000, 999_999)),
        draw(st.integers(-MINOR_MAX, MINOR_MAX)),
        draw(st.none() | st.integers(0, MINOR_MAX)),
        draw(st.integers(0, each - 1)),
        each,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [(1_000, 899), (1_250, 1_099), (1_276, 1_099), (1_277, 1_199), (55, 99), (0, 0), (1, 99)],
)
def test_ten_percent_off_rounded_to_99(before: int, after: int) -> None:
    assert repriced(before, replace(NINETY_NINE, percent_hundredths=-1_000)) == after


def test_of_two_as_near_the_lower_one_is_taken() -> None:
    assert repriced(149, NINETY_NINE) == 99
    assert repriced(25, replace(PLAIN, percent_hundredths=-1_000)) == 22
    assert repriced(250, replace(PLAIN, each_minor=100)) == 200


def test_a_currency_without_decimals_can_be_rounded_to_round_hundreds() -> None:
    assert repriced(1_280, replace(PLAIN, percent_hundredths=-1_000, each_minor=100)) == 1_200


@pytest.mark.parametrize(
    ("text", "number"), [("-10", -1_000), ("+2.5", 250), ("0.01", 1), ("-100.00", -10_000)]
)
def test_percents_are_read_exactly(text: str, number: int) -> None:
    assert hundredths(text) == number


@given(st.integers(0, MINOR_MAX), ways())
def test_a_new_price_is_the_nearest_with_its_ending(before: int, how: Repricing) -> None:
    exact = Fraction(how.amount_minor if how.fixed_minor is None else how.fixed_minor)
    if how.fixed_minor is None:
        exact += Fraction(before * (10_000 + how.percent_hundredths), 10_000)
    after = repriced(before, how)
    assert 0 <= after <= MINOR_MAX
    if exact <= 0:
        assert after == 0
        return
    assert after % how.each_minor == how.ends_minor
    below, above = after - how.each_minor, after + how.each_minor
    assert below < 0 or abs(below - exact) > abs(after - exact)
    assert above > MINOR_MAX or abs(above - exact) >= abs(after - exact)


async def test_the_database_reckons_as_the_rule_does(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    for how in _ways_to_try():
        before = _prices_to_try(how)
        await _given_prices(tx, catalog_id, before)
        price = {
            "percent": str(Decimal(how.percent_hundredths).scaleb(-2)),
            "round_to": {"ends_with_minor": how.ends_minor, "of_minor": how.each_minor},
        }
        if how.fixed_minor is not None:
            price = {**price, "percent": None, "set_minor": how.fixed_minor}
        elif how.amount_minor:
            price = {**price, "percent": None, "amount_minor": how.amount_minor}
        await changed(tx, catalog_id, price=price)
        assert await prices(tx) == sorted(repriced(one, how) for one in before), how
        await tx.connection.execute("DELETE FROM product")


async def test_prices_in_other_currencies_stay_and_are_counted(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    euro = await given_product(tx, catalog_id, price_minor=1_000)
    yen = await given_product(tx, catalog_id, "Sencha", price_minor=1_000, currency="JPY")
    done = await changed(tx, catalog_id, price=OFF_TEN)
    assert (done.matched, done.changed, done.in_other_currencies) == (2, 1, 1)
    assert await _price(tx, catalog_id, euro) == 899
    await changed(tx, catalog_id, price={"amount_minor": -50, "currency": "JPY"})
    assert await _price(tx, catalog_id, yen) == 950


async def test_a_price_can_be_set_or_have_something_added(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    product_id = await given_product(tx, catalog_id, price_minor=30)
    await changed(tx, catalog_id, price={"amount_minor": -50})
    assert await _price(tx, catalog_id, product_id) == 0
    await changed(tx, catalog_id, price={"set_minor": 1_234})
    assert await _price(tx, catalog_id, product_id) == 1_234


async def test_the_old_price_is_kept_to_compare_with_where_the_price_falls(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    dear = await given_product(tx, catalog_id, price_minor=1_000)
    cheap = await given_product(tx, catalog_id, "Cup", price_minor=10)
    await changed(tx, catalog_id, price=OFF_TEN, compare_at="old_price")
    assert (await seen(tx, catalog_id, dear)).variants[0].compare_at_minor == 1_000
    assert (await seen(tx, catalog_id, cheap)).variants[0].compare_at_minor is None
    await changed(tx, catalog_id, compare_at="clear")
    assert (await seen(tx, catalog_id, dear)).variants[0].compare_at_minor is None


async def _given_prices(tx: Tx, catalog_id: UUID, before: list[int]) -> None:
    rows = [NewProduct(name=f"Thing {n}", price_minor=one) for n, one in enumerate(before)]
    await create_products(tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=ALL_OR_NONE)


async def _price(tx: Tx, catalog_id: UUID, product_id: UUID) -> int:
    return (await seen(tx, catalog_id, product_id)).variants[0].price_minor


def _ways_to_try() -> list[Repricing]:
    chance = random.Random(3)
    tried = [NINETY_NINE, replace(NINETY_NINE, percent_hundredths=-1_000)]
    for _ in range(25):
        each = chance.choice([1, 5, 10, 100, 1_000, chance.randint(1, 10**9)])
        how = Repricing(chance.randint(-10_000, 999_999), 0, None, chance.randrange(each), each)
        kind = chance.randrange(3)
        if kind == 1:
            how = replace(how, percent_hundredths=0, amount_minor=chance.randint(-MINOR_MAX, 10**6))
        if kind == 2:
            fixed = chance.randint(0, MINOR_MAX)
            how = replace(how, percent_hundredths=0, fixed_minor=fixed)
        tried.append(how)
    return tried


def _prices_to_try(how: Repricing) -> list[int]:
    chance = random.Random(how.each_minor)
    middles = [how.ends_minor + how.each_minor * n // 2 for n in range(4)]
    return [
        0, 1, 149, 150, MINOR_MAX, MINOR_MAX - 1, *middles,
        *(chance.randint(0, 10 ** chance.randint(1, 15)) for _ in range(40)),
    ]  # fmt: skip
