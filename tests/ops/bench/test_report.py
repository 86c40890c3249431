"""The last line is read by scripts: its form is a promise."""

from datetime import UTC, datetime

import msgspec
import pytest

from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.command import exit_status
from galleria.ops.bench.report import ShapeReport, last_line, number, report, text_lines
from galleria.ops.bench.surroundings import Surroundings
from tests.ops.bench.figures import measured, outcome

AROUND = Surroundings(datetime(2026, 1, 2, tzinfo=UTC), "Linux", 2, 0.5, "3.11", {}, {})
WRONG = Audit([Count("rows", 2, 3)])


def test_the_last_line_has_figure_limit_ratio_budget_and_the_audit():
    found = outcome(measured([40.0] * 5, limits=[1630.0] * 5, ratio_min=15))
    assert last_line("setup-store", found) == (
        "setup-store: 40 ms (limit 1630, ratio 40.8, budget ≥ 15) audit clean"
    )


def test_the_last_line_says_why_the_audit_failed():
    found = outcome(measured([0.5] * 5, limits=[0.25] * 5, ratio_min=0.5), audit=WRONG)
    assert last_line("bulk-update", found) == (
        "bulk-update: 0.50 ms (limit 0.25, ratio 0.50, budget ≥ 0.50) "
        "audit FAILED: 2 rows instead of 3"
    )


def test_a_shape_without_a_limit_says_none():
    found = outcome(measured([4.25] * 5, bound=20))
    assert last_line("jobs-latency", found) == (
        "jobs-latency: 4.25 ms (limit none, ratio none, budget ≤ 20 ms) audit clean"
    )


def test_the_last_line_is_of_the_first_measure_and_printed_last():
    found = outcome(measured([4.25] * 5, bound=20), measured([9] * 5, name="other"))
    assert text_lines("shape", found)[-1] == last_line("shape", found)
    assert "4.25 ms" in last_line("shape", found)


def test_what_was_counted_is_printed():
    assert "  audit counted 3 of 3 rows" in text_lines("shape", outcome(measured()))


def test_doubt_is_printed_with_what_to_do():
    found = outcome(measured(bound=99), measured(name="tail", bound=12.5))
    assert "  inconclusive, run again: tail" in text_lines("shape", found)


def test_a_miss_is_printed_by_name():
    found = outcome(measured(bound=99), measured(name="tail", bound=1))
    assert "  budget missed: tail" in text_lines("shape", found)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1630.4, "1630"), (41.24, "41.2"), (4.256, "4.26"), (0.5, "0.50"), (15, "15"), (0, "0")],
)
def test_numbers_keep_three_figures(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (outcome(measured(bound=99)), 0),
        (outcome(measured()), 0),
        (outcome(measured(bound=1)), 1),
        (outcome(measured(bound=12.5)), 2),
        (outcome(measured(bound=99), audit=WRONG), 1),
        (outcome(measured(bound=99), audit=Audit([])), 1),
        (outcome(measured(bound=99), measured(bound=1)), 1),
    ],
)
def test_the_exit_status_tells_a_script_how_it_ended(found, status):
    assert exit_status([report("shape", found, AROUND)]) == status


def test_one_shape_that_failed_fails_the_command():
    met = report("one", outcome(measured(bound=99)), AROUND)
    missed = report("two", outcome(measured(bound=1)), AROUND)
    assert exit_status([met, missed]) == 1


def test_a_report_survives_being_written_as_json():
    made = report("shape", outcome(measured(limits=[20] * 5, ratio_min=0.5)), AROUND)
    read = msgspec.json.decode(msgspec.json.encode(made), type=ShapeReport)
    assert read == made
    assert (read.verdict, read.measures[0].budget) == ("met", "≥ 0.50")


@pytest.mark.parametrize(("load", "is_said"), [(0.4, False), (1.5, True)])
def test_a_busy_machine_is_said(load, is_said):
    around = msgspec.structs.replace(AROUND, load=load)
    assert ("busy" in around.line) is is_said
