"""The shapes: that they are there, and that what goes wrong in one cannot pass for a result."""

import pytest

from galleria.base.config import Settings
from galleria.ops.bench import list_shapes, run_shapes
from galleria.ops.bench.building import CallsTook, SetUpTook
from galleria.ops.bench.shapes import SHAPES, bulk_update, cold_start, jobs_latency, setup_store
from galleria.ops.errors import OperatorError


def test_every_shape_is_listed_with_its_story_and_budget(capsys):
    list_shapes()
    listed = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in listed] == list(SHAPES)
    budgets = [line.partition("; budget ")[2] for line in listed]
    assert all("≤" in budget or "≥" in budget for budget in budgets)


@pytest.mark.parametrize(("names", "said"), [(["nonsense"], "nonsense"), ([], "Which shape")])
def test_a_shape_that_is_not_there_is_refused_with_those_that_are(names, said):
    with pytest.raises(OperatorError, match=f"{said}.*setup-store"):
        run_shapes(Settings(), names, is_quick=True, json_path=None)


def started(is_right=True, left=()):
    return cold_start.Start(1.0, 80.0, is_right, list(left))


def test_a_start_that_left_a_process_behind_fails_its_audit():
    outcome = cold_start._outcome([started()] * 5, [*[started()] * 4, started(left=["7 postgres"])])
    assert "9 starts that left no process behind" in (outcome.audit.fault or "")
    assert outcome.notes == ["left behind: 7 postgres"]


def test_a_wrong_product_fails_the_audit_of_a_start():
    outcome = cold_start._outcome([started()] * 5, [*[started()] * 4, started(is_right=False)])
    assert outcome.audit.fault == "9 right products instead of 10"


def test_the_product_served_has_to_be_the_demos():
    wanted = cold_start.Wanted("/", "Flat white", frozenset([350, 400]))
    body = b'{"name":"Flat white","variants":[{"price_minor":400},{"price_minor":350}]}'
    assert wanted.is_said_by(body)
    assert not wanted.is_said_by(body.replace(b"350", b"351"))


def test_a_job_that_ran_twice_fails_the_audit():
    once = jobs_latency.Round([1.0] * 10, 10, effects=10, with_effect=10)
    twice = jobs_latency.Round([1.0] * 10, 10, effects=11, with_effect=10)
    assert jobs_latency._outcome([once] * 5, [once] * 5).audit.fault is None
    assert jobs_latency._outcome([once] * 5, [*[once] * 4, twice]).audit.fault == (
        "101 effects instead of 100"
    )


def test_a_run_that_changed_one_row_less_fails_the_audit():
    whole, short = bulk_update.Counted(1000, 1000), bulk_update.Counted(999, 1000)
    times = [1.0] * 5
    assert bulk_update._outcome(times, times, times, [whole] * 5).audit.fault is None
    fault = bulk_update._outcome(times, times, times, [whole, short]).audit.fault
    assert fault == "1,999 rows with new price and version instead of 2,000"


def test_a_set_up_counts_from_enqueueing_to_what_the_client_saw():
    seen_late = SetUpTook(accept_ms=10, waiting_ms=1, running_ms=20, total_ms=45)
    assert seen_late.job_ms == 35
    slow_accept = SetUpTook(accept_ms=40, waiting_ms=1, running_ms=20, total_ms=55)
    assert slow_accept.job_ms == 21


def test_calls_are_held_to_twice_the_echo():
    set_ups = [[SetUpTook(10, 1, 20, 35)]] * 5
    calls = [CallsTook(category_ms=1.9, item_ms=2.1, echo_ms=1.0, total_ms=600)] * 5
    measures = {it.name: it.verdict for it in setup_store._measures(set_ups, calls)}
    assert measures["one call for a category"] == "met"
    assert measures["one call for an item"] == "missed"
    assert measures["from the request to a shop that is there"] == "met"
