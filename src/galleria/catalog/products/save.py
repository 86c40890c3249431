"""Create and change products, set-based: the same few statements for one row and for 1,000."""

from msgspec import UNSET

from galleria.base.bulk import BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog.fields import VARIANTS_MAX, VARIANTS_PER_CALL_MAX
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.facts import due_later, facts_of
from galleria.catalog.products.generated import combinations_count, generates
from galleria.catalog.products.look_up import look_up
from galleria.catalog.products.plan import decide, draft_all
from galleria.catalog.products.publish import publish_later
from galleria.catalog.products.write import write
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named
from galleria.engine.events import EVENTS_MAX, Event, record
from galleria.engine.notices import tell


async def save(
    tx: Tx,
    catalog: LockedCatalog,
    wanted: list[Wanted],
    answered: list[RowOutcome],
    *,
    partial: bool,
) -> BulkOutcome:
    """Write the rows that can be done and answer for all; BulkRefused unless `partial`.

    `answered` are the rows of the call that were decided before. At most 8 statements and those of
    whoever reacts: codes and categories, products (3), variants (3), events; for many rows, one
    more. A few more where rows concern it: bundles (4), further barcodes (2), categories (1) and
    hours (1).
    """
    _refuse_too_many_variants(wanted)
    around = await look_up(tx, catalog, wanted)
    planned = decide(wanted, draft_all(wanted, around), around)
    known = {row.index: row.before.product_id for row in wanted if row.before}
    outcomes = [*answered, *named(planned.refused, known), *map(_outcome, planned.drafts)]
    outcomes.sort(key=lambda row: row.index)
    settled = settle(outcomes, partial=partial)
    changed = [drafted for drafted in planned.drafts if drafted.is_changed]
    await begin_writing(tx, catalog)
    if changed:
        await write(tx, catalog.catalog_id, changed)
        await _say(tx, catalog, changed)
    return settled


async def _say(tx: Tx, catalog: LockedCatalog, changed: list[Draft]) -> None:
    now, catalog_id = tx.context.now, catalog.catalog_id
    facts: list[Event] = []
    for drafted in changed:
        facts += facts_of(catalog_id, drafted, now)
    for start in range(0, len(facts), EVENTS_MAX):
        await record(tx, facts[start : start + EVENTS_MAX])
    await publish_later(tx, catalog_id=catalog_id, due=due_later(changed, now))
    await tell(tx, ProductsWritten(catalog_id, [drafted.after.product_id for drafted in changed]))


def _refuse_too_many_variants(wanted: list[Wanted]) -> None:
    if sum(map(_variants_count, wanted)) > VARIANTS_PER_CALL_MAX:
        detail = f"One call brings at most {VARIANTS_PER_CALL_MAX} variants."
        raise Invalid(errors=[FieldError("/rows", "limit", detail)])


def _variants_count(row: Wanted) -> int:
    fields = row.fields
    if fields.variants is not UNSET:
        return len(fields.variants)
    if fields.options and generates(fields, row.before):
        # More than that is refused row by row.
        count = combinations_count(fields.options)
        return count if count <= VARIANTS_MAX else 0
    return 1


def _outcome(drafted: Draft) -> RowOutcome:
    after = drafted.after
    if drafted.before is None:
        return RowOutcome(drafted.index, "created", after.product_id, 1)
    if not drafted.is_changed:
        return RowOutcome(drafted.index, "unchanged", after.product_id, after.version)
    return RowOutcome(drafted.index, "updated", after.product_id, after.version + 1)
