"""An audit that counts nothing proves nothing."""

from galleria.ops.bench.audit import Audit, Count


def test_an_audit_is_clean_when_everything_expected_was_counted():
    assert Audit([Count("stores", 5, 5), Count("items", 1000, 1000)]).fault is None


def test_one_count_that_differs_fails_the_audit_and_is_named():
    audit = Audit([Count("stores", 5, 5), Count("items", 999, 1000)])
    assert audit.fault == "999 items instead of 1,000"


def test_every_fault_is_named():
    audit = Audit([Count("stores", 6, 5), Count("items", 0, 1000)])
    assert audit.fault == "6 stores instead of 5; 0 items instead of 1,000"


def test_counting_zero_of_zero_is_a_failure():
    assert Audit([Count("stores", 0, 0)]).fault == "there were no stores to count"


def test_an_audit_without_counts_is_a_failure():
    assert Audit([]).fault == "nothing was counted"


def test_an_audit_says_what_it_counted():
    audit = Audit([Count("stores", 5, 5), Count("items", 999, 1000)])
    assert audit.line == "5 of 5 stores, 999 of 1,000 items"
