"""Shops that sell while processes and PostgreSQL are killed, and what a lost guard looks like."""

from galleria.base.config import load_settings
from galleria.ops.selling import simulated


def test_what_was_answered_is_there_once_whoever_dies() -> None:
    done = simulated(load_settings({}), seed=7, seconds=8)
    assert done.violations == []
    assert done.is_clean, done.line
    assert sum(done.kills.values()) > 0


def test_sales_that_lock_nothing_are_noticed() -> None:
    done = simulated(load_settings({}), seed=7, seconds=4, is_killing=False, fault="no lock")
    assert any("the ledger sums to the counters" in it for it in done.violations), done.line
