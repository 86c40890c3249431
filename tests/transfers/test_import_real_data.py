"""The real sets go into a real database: nothing is lost, and the second run changes nothing."""

import pytest

from galleria.transfers import Import, KindCounts
from tests.transfers.given import Importer
from tests.transfers.reading import real_file

# Rows, refused rows, categories, products.
SETS = {
    "bestbuy-categories.json.gz": (4_584, 1, 4_722, 0),
    "online-retail-2010-12_2011-10.csv.gz": (431_673, 2_618, 0, 3_769),
    "shopify-apparel.csv": (22, 0, 0, 20),
    "shopify-home-and-garden.csv": (21, 0, 2, 20),
}


def rows_of(ended: Import) -> tuple[int, int]:
    assert ended.rows_kept + ended.rows_refused == ended.rows_read
    assert sum(ended.outcome.refused_by_code.values()) == ended.rows_refused
    return ended.rows_read, ended.rows_refused


@pytest.mark.parametrize("name", SETS)
async def test_a_real_set_is_imported_and_then_unchanged(importer: Importer, name: str) -> None:
    rows, refused, categories, products = SETS[name]
    first, second = [await importer.run(real_file(name)) for _ in range(2)]
    assert rows_of(first) == rows_of(second) == (rows, refused)
    assert first.outcome.categories == KindCounts(created=categories)
    assert first.outcome.products == KindCounts(created=products)
    assert second.outcome.categories == KindCounts(unchanged=categories)
    assert second.outcome.products == KindCounts(unchanged=products)


async def test_every_refused_line_of_the_retail_set_is_explained(importer: Importer) -> None:
    ended = await importer.run(real_file("online-retail-2010-12_2011-10.csv.gz"), dry_run=True)
    problems = await importer.report(ended, "problems")
    assert sum(int(problem["rows"]) for problem in problems) == ended.rows_refused == 2_618
    assert all(problem["code"] and problem["detail"] for problem in problems)
    assert ended.outcome.products == KindCounts(created=3_769)
    assert await importer.fetch("SELECT count(*) FROM product") == [(0,)]


async def test_a_dry_run_of_the_category_graph_finds_parents_that_only_it_has(
    importer: Importer,
) -> None:
    ended = await importer.run(real_file("bestbuy-categories.json.gz"), dry_run=True)
    assert ended.outcome.categories == KindCounts(created=4_722)
    assert len(await importer.report(ended, "notices")) == 139 + 2_064 + 564
