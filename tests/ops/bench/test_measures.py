"""What figures say of a budget."""

import pytest

from galleria.ops.bench.measures import percentile, spread, worst
from tests.ops.bench.figures import measured


def test_a_spread_has_the_median_the_middle_half_and_the_extremes():
    seen = spread([5, 1, 3, 2, 4])
    assert (seen.median, seen.low, seen.high) == (3, 2, 4)
    assert (seen.least, seen.most) == (1, 5)


def test_fewer_than_five_pairs_are_no_measurement():
    with pytest.raises(AssertionError):
        spread([1, 2, 3, 4])


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_a_value_that_was_seen(percent, value):
    assert percentile(list(range(100, 0, -1)), percent) == value


def test_the_99th_percentile_of_few_values_is_the_largest():
    assert percentile([3, 1, 2], 99) == 3


def test_a_time_is_as_many_times_as_good_as_its_limit_as_it_is_shorter():
    assert measured([10] * 5, limits=[20] * 5).ratio.median == 2


def test_a_rate_is_as_many_times_as_good_as_its_limit_as_it_is_higher():
    measure = measured([10] * 5, limits=[20] * 5, more_is_better=True)
    assert measure.ratio.median == 0.5


def test_each_figure_is_compared_with_the_limit_of_its_own_pair():
    measure = measured([1, 2, 3, 4, 5], limits=[2, 4, 6, 8, 10])
    assert measure.ratios == [2] * 5


@pytest.mark.parametrize(
    ("bound", "verdict"),
    [(14, "met"), (13, "met"), (12.5, "inconclusive"), (11, "missed"), (9, "missed")],
)
def test_a_time_is_to_stay_under_its_bound_and_doubt_is_said(bound, verdict):
    assert measured(bound=bound).verdict == verdict


@pytest.mark.parametrize(
    ("bound", "verdict"), [(9, "met"), (11, "met"), (12, "inconclusive"), (13, "missed")]
)
def test_a_rate_is_to_stay_above_its_bound(bound, verdict):
    assert measured(bound=bound, more_is_better=True).verdict == verdict


@pytest.mark.parametrize(
    ("ratio_min", "verdict"), [(0.5, "met"), (1.02, "inconclusive"), (2, "missed")]
)
def test_a_ratio_is_to_reach_its_minimum(ratio_min, verdict):
    measure = measured(limits=[11, 11, 12, 14, 15], ratio_min=ratio_min)
    assert measure.verdict == verdict


def test_one_bound_missed_is_a_miss_whatever_the_other():
    assert measured(limits=[100] * 5, ratio_min=2, bound=5).verdict == "missed"


def test_without_a_budget_a_figure_is_only_reported():
    assert measured().verdict == "reported"


def test_a_miss_beats_doubt_and_doubt_beats_success():
    assert worst(["met", "inconclusive", "missed"]) == "missed"
    assert worst(["met", "inconclusive", "reported"]) == "inconclusive"
    assert worst(["reported", "met"]) == "met"
    assert worst([]) == "reported"
