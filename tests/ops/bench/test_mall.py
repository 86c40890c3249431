"""The mall: the same products every time, and a read model as the product itself builds it."""

import csv
from uuid import UUID

import pytest

from galleria.base.tx import reading
from galleria.listing import check_organization
from galleria.ops.bench.mall import Goods, add_copies, barcode_of, copies_of, write_feed
from galleria.ops.bench.malls import stall_of
from galleria.ops.database import opened
from galleria.ops.migrator import administrator

NOWHERE = UUID(int=0)
PRODUCTS = 210


def goods(first, count):
    return list(Goods(NOWHERE, NOWHERE).goods(first, count))


def said(good):
    return (good.number, good.name, good.brand, good.price_minor, good.shelf.path)


def test_a_number_is_the_same_product_however_it_is_asked_for():
    whole = [said(good) for good in goods(990, 30)]
    parts = [said(good) for first in range(990, 1020, 7) for good in goods(first, 7)]
    assert whole == parts[:30]


@pytest.mark.parametrize(("number", "place", "code"), [(0, 0, "2000000000008")])
def test_a_barcode_is_an_ean_13(number, place, code):
    assert barcode_of(number, place) == code
    digits = [int(digit) for digit in barcode_of(123_456, 2)]
    assert (
        sum(digits[::2]) + 3 * sum(digits[1::2])
        == 10 * (sum(digits[::2]) + 3 * sum(digits[1::2])) // 10
    )


def test_the_file_has_a_row_for_each_variant(tmp_path):
    variants = write_feed(tmp_path / "feed.csv", Goods(NOWHERE, NOWHERE), first=20, count=40)
    rows = list(csv.DictReader((tmp_path / "feed.csv").open()))
    assert len(rows) == variants == 40 + 2 * 2
    assert len({row["external_key"] for row in rows}) == 40


async def test_what_is_filled_is_what_the_product_would_have_built(bench):
    stall = await stall_of(bench, PRODUCTS)
    async with opened(bench.settings) as database:
        checked = await check_organization(lambda: reading(database, stall.merchant.context))
    assert (checked.products, checked.documents, checked.faults) == (PRODUCTS, PRODUCTS, [])


async def test_a_stall_is_found_again_and_not_filled_twice(bench):
    first, again = await stall_of(bench, PRODUCTS), await stall_of(bench, PRODUCTS)
    assert (first.org_id, first.store_slug) == (again.org_id, again.store_slug)


async def test_copies_are_other_organizations_with_as_much(bench):
    stall = await stall_of(bench, PRODUCTS)
    await add_copies(bench.settings, stall, count=1, say=lambda _: None)
    async with administrator(bench.settings.database_url) as connection:
        copies = await copies_of(connection, products=PRODUCTS)
        rows = await connection.fetch(
            "SELECT count(*) FROM listing JOIN catalog USING (org_id, catalog_id)"
            " WHERE catalog.name = $1 GROUP BY listing.org_id",
            f"Mall of {PRODUCTS}",
        )
    assert [row[0] for row in rows] == [PRODUCTS] * (copies + 1)
