"""What a bulk call promises about its rows."""

import pytest

from galleria.base.bulk import BulkRefused, RowOutcome, settle
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError

WRONG_PRICE = FieldError("/price_minor", "range", "A price is not negative.")


def test_counts_every_row_once() -> None:
    outcomes = [RowOutcome(0, "created", new_id(), 1), RowOutcome(1, "unchanged", new_id(), 4)]
    settled = settle(outcomes, partial=False)
    assert settled.rows == outcomes
    assert (settled.counts.created, settled.counts.unchanged, settled.counts.refused) == (1, 1, 0)


def test_one_wrong_row_refuses_all_and_is_named_from_the_bodys_root() -> None:
    outcomes = [
        RowOutcome(0, "created", new_id(), 1),
        RowOutcome(1, "refused", errors=[WRONG_PRICE]),
    ]
    with pytest.raises(BulkRefused) as refusal:
        settle(outcomes, partial=False)
    assert refusal.value.errors == [
        FieldError("/rows/1/price_minor", "range", "A price is not negative.")
    ]
    assert refusal.value.facts == {"rows": outcomes[1:]}


@pytest.mark.parametrize("status", ["stale", "not_found"])
def test_rows_that_are_stale_or_absent_stand_in_the_way_too(status: str) -> None:
    with pytest.raises(BulkRefused) as refusal:
        settle([RowOutcome(0, status)], partial=False)  # type: ignore[arg-type]
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/rows/0", status)]


def test_partial_keeps_the_sound_rows() -> None:
    outcomes = [
        RowOutcome(0, "created", new_id(), 1),
        RowOutcome(1, "refused", errors=[WRONG_PRICE]),
    ]
    settled = settle(outcomes, partial=True)
    assert (settled.counts.created, settled.counts.refused) == (1, 1)
