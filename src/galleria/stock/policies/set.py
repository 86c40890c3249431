"""Say how variants are sold when none is free, and from when on they are low."""

from datetime import datetime
from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome, RowOutcome, RowStatus, settle
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.engine.notices import tell
from galleria.stock.events import StockPolicyChanged
from galleria.stock.fields import OwedMax, VariantNamed
from galleria.stock.locations.create import locations_there
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.notices import StockTurned
from galleria.stock.policies.queries import (
    Policy,
    PolicyName,
    PolicyRow,
    policies_of,
    put_policies,
)
from galleria.stock.shelf import Shelf
from galleria.stock.writes.look_up import look_up_variants
from galleria.stock.writes.outcomes import parted, refused


class WantedPolicy(VariantNamed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out is as if nothing was said of it: a row replaces the policy whole.

    `backorder`: promised when none is free, at most `backorder_max` at once. `preorder`: the same
    of what is not out yet; `available_from` says when. `is_tracked` false: sold without limit, and
    not counted.
    """

    policy: PolicyName = "deny"
    is_tracked: bool | None = None
    backorder_max: OwedMax | None = None
    available_from: datetime | None = None
    low_stock_at: OwedMax | None = None


async def set_policies(tx: Tx, *, body: Bulk[WantedPolicy], query: BulkMode) -> BulkOutcome:
    """Give up to 1,000 variants a policy; BulkRefused names every row that cannot be done.

    Each that changes is an event. 6 statements, any number of rows; 1 more where something is low
    now that was not.
    """
    rows, outcomes = parted(body.rows)
    if any(row.is_tracked for row in rows.values()):
        await locations_there(tx)  # What is always counted has to be owed somewhere.
    meant = await look_up_variants(tx, rows)
    variant_ids = list(set(meant.variants.values()))
    shelf = await lock_shelf(tx, variant_ids)
    found = await policies_of(tx, variant_ids=variant_ids)
    before = {policy.variant_id: policy for policy in found}
    changed: dict[UUID, PolicyRow] = {}
    seen: set[UUID] = set()
    for index, row in rows.items():
        variant_id = meant.variants.get(index)
        errors = [*meant.errors.get(index, []), *_errors(row, variant_id, seen)]
        if errors or variant_id is None:
            outcomes.append(refused(index, errors, variant_id))
            continue
        seen.add(variant_id)
        wanted = _row(variant_id, row)
        status = _status(wanted, before.get(variant_id))
        outcomes.append(RowOutcome(index, status, variant_id))
        if status != "unchanged":
            changed[variant_id] = wanted
    outcomes.sort(key=lambda outcome: outcome.index)
    settled = settle(outcomes, partial=query.partial)
    await _write(tx, shelf, changed)
    return settled


async def _write(tx: Tx, shelf: Shelf, changed: dict[UUID, PolicyRow]) -> None:
    if not changed:
        return
    await put_policies(tx, rows=list(changed.values()), now=tx.context.now)
    for variant_id, wanted in changed.items():
        item = shelf.items[variant_id]
        item.low_at = wanted.low_stock_at
        for count in item.counts.values():
            count.is_touched = True  # It may be low now, or not any more.
    await write_shelf(tx, shelf)
    await record(tx, [_event(wanted) for wanted in changed.values()])
    await tell(tx, StockTurned(list(changed)))


def _errors(row: WantedPolicy, variant_id: UUID | None, seen: set[UUID]) -> list[FieldError]:
    errors: list[FieldError] = []
    if variant_id in seen:
        errors.append(FieldError("", "repeated", "Another row of this call names it, too."))
    if row.policy != "preorder" and row.available_from is not None:
        detail = "For preorders only."
        errors.append(FieldError("/available_from", "no_preorder", detail))
    if row.policy == "deny" and row.backorder_max is not None:
        errors.append(FieldError("/backorder_max", "no_backorder", "Nothing is promised."))
    return errors


def _row(variant_id: UUID, row: WantedPolicy) -> PolicyRow:
    return PolicyRow(
        variant_id,
        row.policy,
        row.is_tracked,
        row.backorder_max,
        row.available_from,
        row.low_stock_at,
    )


def _status(wanted: PolicyRow, before: Policy | None) -> RowStatus:
    if before is None:
        return "created"
    is_same = all(
        getattr(wanted, name) == getattr(before, name) for name in wanted.__struct_fields__
    )
    return "unchanged" if is_same else "updated"


def _event(row: PolicyRow) -> StockPolicyChanged:
    return StockPolicyChanged(
        row.variant_id,
        row.policy,
        row.is_tracked,
        row.backorder_max,
        row.available_from,
        row.low_stock_at,
    )
