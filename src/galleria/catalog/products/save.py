"""Create and change products, set-based: the same few statements for one row and for 1,000."""

from uuid import UUID

from msgspec import UNSET

from galleria.base.bulk import BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog.claims import Code
from galleria.catalog.events import ProductCreated, ProductUpdated
from galleria.catalog.fields import VARIANTS_PER_CALL_MAX
from galleria.catalog.lock import begin_writing
from galleria.catalog.products.draft import Draft, Named, Wanted
from galleria.catalog.products.plan import codes_sent, decide, draft_all
from galleria.catalog.products.queries import product_codes
from galleria.catalog.products.write import write
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named
from galleria.engine.events import Event, record


async def save(
    tx: Tx,
    catalog: LockedCatalog,
    wanted: list[Wanted],
    answered: list[RowOutcome],
    *,
    partial: bool,
) -> BulkOutcome:
    """Write the rows that can be done and answer for all; BulkRefused unless `partial`.

    `answered` are the rows of the call that were decided before. At most 8 statements:
    codes and categories, products (3), variants (3), events; for many rows, one more.
    """
    _refuse_too_many_variants(wanted)
    categories, holders = await _surroundings(tx, catalog.catalog_id, wanted)
    first = draft_all(wanted, categories, catalog.currency)
    planned = decide(wanted, first, holders)
    known = {row.index: row.before.product_id for row in wanted if row.before}
    outcomes = [*answered, *named(planned.refused, known), *map(_outcome, planned.drafts)]
    outcomes.sort(key=lambda row: row.index)
    settled = settle(outcomes, partial=partial)
    changed = [drafted for drafted in planned.drafts if drafted.is_changed]
    await begin_writing(tx, catalog)
    await write(tx, catalog.catalog_id, changed)
    await record(tx, [_event(catalog.catalog_id, drafted) for drafted in changed])
    return settled


def _refuse_too_many_variants(wanted: list[Wanted]) -> None:
    sent = (row.fields.variants for row in wanted)
    if sum(len(one) for one in sent if one is not UNSET) > VARIANTS_PER_CALL_MAX:
        detail = f"One call brings at most {VARIANTS_PER_CALL_MAX} variants."
        raise Invalid(errors=[FieldError("/rows", "limit", detail)])


async def _surroundings(
    tx: Tx, catalog_id: UUID, wanted: list[Wanted]
) -> tuple[Named, dict[Code, UUID]]:
    """Return the categories that the rows name, and who has the codes that they may gain."""
    values: dict[str, list[str]] = {"sku": [], "barcode": [], "slug": [], "external_key": []}
    for kind, value in {code for row in wanted for code in codes_sent(row)}:
        values[kind].append(value)
    ids = {row.fields.category_id for row in wanted}
    keys = {row.fields.category_external_key for row in wanted}
    category_ids = [one for one in ids if isinstance(one, UUID)]
    category_keys = [one for one in keys if isinstance(one, str)]
    if not (category_ids or category_keys or any(values.values())):
        return Named(set(), {}), {}
    rows = await product_codes(
        tx,
        catalog_id=catalog_id,
        skus=values["sku"],
        barcodes=values["barcode"],
        slugs=values["slug"],
        external_keys=values["external_key"],
        category_ids=category_ids,
        category_keys=category_keys,
    )
    named = Named(
        {row.owner_id for row in rows if row.kind == "category_id"},
        {row.value: row.owner_id for row in rows if row.kind == "category_external_key"},
    )
    return named, {(row.kind, row.value): row.owner_id for row in rows if row.kind in values}


def _outcome(drafted: Draft) -> RowOutcome:
    after = drafted.after
    if drafted.before is None:
        return RowOutcome(drafted.index, "created", after.product_id, 1)
    if not drafted.is_changed:
        return RowOutcome(drafted.index, "unchanged", after.product_id, after.version)
    return RowOutcome(drafted.index, "updated", after.product_id, after.version + 1)


def _event(catalog_id: UUID, drafted: Draft) -> Event:
    after = drafted.after
    if drafted.before is None:
        return ProductCreated(after.product_id, catalog_id, after.name)
    changed = list(drafted.changed)
    if drafted.is_resold:
        changed.append("variants")
    return ProductUpdated(after.product_id, catalog_id, changed, after.version + 1)
