"""Reads beside pgbench: a wrong answer, a second statement or other rows are no result."""

import pytest

from galleria.listing.search.parameters import ShopProductQuery
from galleria.ops.bench.audit import Audit
from galleria.ops.bench.lists import listed
from galleria.ops.bench.malls import stall_of
from galleria.ops.bench.pgbench import Read, run_pgbench
from galleria.ops.bench.reads import Reader, Reads
from galleria.ops.bench.replay import Sent
from galleria.ops.database import login_urls, opened
from galleria.ops.errors import OperatorError

PRODUCTS = 210
FIRST_PAGE = ShopProductQuery(limit=50)


@pytest.fixture
async def prepared(bench):
    """Prepare reads of a shop, and return why their audit failed."""
    stall = await stall_of(bench, PRODUCTS)

    async def fault(ask, **changes):
        fields = {
            "context": stall.shopper,
            "asks": [ask],
            "limit_url": login_urls(bench.settings)[0],
            "seconds": bench.pair_s,
        }
        async with opened(bench.settings) as database:
            reader = Reader(database, Reads(**{**fields, **changes}))
            await reader.prepare()
            await reader.pair(0)
        return Audit(reader.counts("lists")).fault

    return fault


async def test_right_answers_are_a_clean_audit(prepared):
    assert await prepared(listed(FIRST_PAGE)) is None


async def test_a_page_that_lacks_a_product_fails_the_audit(prepared):
    assert "right answers to lists" in await prepared(listed(FIRST_PAGE, items=51))


async def test_a_second_statement_fails_the_audit(prepared):
    async def twice(tx):
        return await listed(FIRST_PAGE)(tx) and await listed(FIRST_PAGE)(tx)

    assert await prepared(twice) == "2 statements for lists instead of 1"


async def test_a_limit_that_finds_nothing_fails_the_audit(prepared):
    def nothing(sent):
        return Sent(
            f"SELECT * FROM ({sent.text.rstrip('; ')}) AS it LIMIT 0", sent.values, sent.types
        )

    fault = await prepared(listed(FIRST_PAGE), limit_sample=nothing)
    assert fault == "0 rows of pgbench's lists instead of 1"


def one(text, *values):
    return Read("BEGIN", [[Sent(text, values, ("int4",) * len(values))]])


def test_pgbench_counts_its_transactions(bench):
    done = run_pgbench(bench.settings.database_url, one("SELECT $1 + 1", 41), clients=2, seconds=0)
    assert done.transactions == 40
    assert done.per_second > 0
    assert done.p99_ms > 0


def test_a_statement_that_fails_is_no_measurement(bench):
    with pytest.raises(OperatorError, match="no_such_table"):
        run_pgbench(
            bench.settings.database_url, one("SELECT * FROM no_such_table"), clients=1, seconds=0
        )
