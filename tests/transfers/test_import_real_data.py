"""The real sets go into a real database: nothing is lost, and the second run changes nothing."""

import time

import pytest

from tests.transfers.given import Importer
from tests.transfers.reading import real_file

SETS = {
    "bestbuy-categories.json.gz": (4_584, 1, 4_722, 0),
    "online-retail-2010-12_2011-10.csv.gz": (431_673, 2_618, 0, 3_769),
    "shopify-apparel.csv": (None, 0, None, None),
    "shopify-home-and-garden.csv": (None, 0, None, None),
}


@pytest.mark.parametrize("name", SETS)
async def test_a_real_set_is_imported_and_then_unchanged(importer: Importer, name: str) -> None:
    for n in range(2):
        t = time.monotonic()
        first = await importer.run(real_file(name))
        print(first.rows_read, first.rows_kept, first.rows_refused, first.outcome, time.monotonic() - t)
