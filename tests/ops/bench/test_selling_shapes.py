"""The shapes of selling, made small: that they sell, and count what they sold."""

from contextlib import ExitStack

import pytest
import uvloop
from msgspec.structs import replace

from galleria.ops.bench.audit import Audit
from galleria.ops.bench.selling.audit import Books, counts_of
from galleria.ops.bench.selling.sides import Ports
from galleria.ops.bench.served import data_folder, served, serving
from galleria.ops.bench.shapes import (
    idempotent_replay,
    rush,
    sell_hot,
    sell_lane,
    sell_many,
    sell_spread,
)

BOOKS = Books(10, 10, 7, 5, 5, 6, 7, 5, 5)


@pytest.fixture(scope="module")
def ports(bench):
    with ExitStack() as stack:
        yield Ports(bench, stack)


def test_the_lane_sells_full_orders(bench):
    outcome = uvloop.run(sell_lane.measured(bench))
    assert outcome.audit.fault is None
    assert outcome.measures[0].more_is_better


def test_a_hot_item_is_sold_with_the_lane_and_without(bench, ports):
    outcome = uvloop.run(sell_hot.measured(bench, ports))
    assert outcome.audit.fault is None
    assert len(outcome.measures) == 5


def test_many_items_are_sold_with_the_lane_and_without(bench, ports):
    outcome = uvloop.run(sell_spread.measured(bench, ports, items=20))
    assert outcome.audit.fault is None


def test_many_organizations_sell_at_once(bench, ports):
    outcome = uvloop.run(sell_many.measured(bench, ports.on, organizations=3))
    assert outcome.audit.fault is None


def test_what_is_sent_again_is_answered_as_at_first(bench):
    settings = replace(bench.settings, lane="off")
    with data_folder() as folder, serving(folder, settings, with_worker=False) as server:
        outcome = uvloop.run(idempotent_replay.measured(bench, server, orders=20))
    assert outcome.audit.fault is None
    assert "120 of 120 answers byte for byte as at first" in outcome.audit.line


def test_a_rush_sells_exactly_what_is_there(bench, ports):
    with served(bench.settings, with_worker=False) as second:
        outcome = uvloop.run(rush.measured(bench, [ports.on, second]))
    assert outcome.audit.fault is None
    assert "1,200 of 1,200 orders answered" in outcome.audit.line


def test_books_that_agree_pass_the_audit():
    assert Audit(counts_of(BOOKS, placed=5, lines=6)).fault is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreeing_rows": 9},
        {"sold_units": 6},
        {"orders": 6},
        {"numbered_orders": 4},
        {"events": 4},
        {"keys": 6},
        {"stock_rows": 0, "agreeing_rows": 0},
    ],
)
def test_books_that_disagree_fail_the_audit(wrong):
    assert Audit(counts_of(replace(BOOKS, **wrong), placed=5, lines=6)).fault is not None
