"""The catalog's shapes with a few hundred products: that they run, and count what they did."""

import uvloop

from galleria.ops.bench.busy import Round
from galleria.ops.bench.served import served_beside_worker
from galleria.ops.bench.shapes import (
    bulk_price,
    deep_page,
    import_100k,
    import_beside_shoppers,
    list_products,
    scan,
    search,
)

PRODUCTS = 210


def test_scans_find_what_was_scanned(bench):
    outcome = uvloop.run(scan.measured(bench, None, products=PRODUCTS))
    assert outcome.audit.fault is None
    assert "100 of 100 statements for scans" in outcome.audit.line


def test_pages_of_every_size_are_one_statement(bench):
    outcome = uvloop.run(list_products.measured(bench, None, sizes=[110, PRODUCTS, 310]))
    assert outcome.audit.fault is None
    assert [it.name for it in outcome.measures][-1] == "p99 of a list of 310 products"


def test_searches_find_what_was_meant(bench):
    outcome = uvloop.run(search.measured(bench, products=PRODUCTS, copies=1))
    assert outcome.audit.fault is None
    assert len(outcome.measures) == 6


def test_deep_pages_begin_where_they_should(bench):
    outcome = uvloop.run(deep_page.measured(bench, products=PRODUCTS, depth=130))
    assert outcome.audit.fault is None


def test_an_import_leaves_what_psql_copies(bench):
    outcome = uvloop.run(import_100k.measured(bench, products=60))
    assert outcome.audit.fault is None
    assert "360 of 360 rows in product_change" in outcome.audit.line
    assert "60 of 60 documents held against the tables" in outcome.audit.line


def test_shoppers_are_served_while_products_come_in(bench):
    with served_beside_worker(bench.settings) as house:
        outcome = uvloop.run(
            import_beside_shoppers.measured(bench, house, products=60, stocked=PRODUCTS)
        )
    assert outcome.audit.fault is None
    assert "300 of 300 products imported" in outcome.audit.line


def test_an_import_that_lost_a_product_fails_the_audit():
    alone = Round([1.0] * 5, 1.0)
    shoppers = import_beside_shoppers.Shoppers(1, "mall")
    shoppers.asked = shoppers.right = 10
    pairs = [import_beside_shoppers.Pair(alone, alone, rows, 1.0) for rows in (60, 60, 60, 60, 59)]
    fault = import_beside_shoppers._outcome(pairs, shoppers, 60).audit.fault
    assert fault == "299 products imported instead of 300"


def test_a_change_by_filter_is_the_same_by_job_and_by_psql(bench):
    outcome = uvloop.run(bulk_price.measured(bench, products=1_300, changed=1_100))
    assert outcome.audit.fault is None
    assert "1,300 of 1,300 documents held against the tables" in outcome.audit.line
