"""Create and change products, set-based: the same few statements for one row and for 1,000."""

from uuid import UUID

from msgspec import UNSET

from galleria.base.bulk import BulkOutcome, RowOutcome, settle
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog.events import ProductCreated, ProductUpdated
from galleria.catalog.fields import VARIANTS_PER_CALL_MAX
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import ProductsWritten
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.plan import codes_sent, decide, draft_all
from galleria.catalog.products.queries import product_codes
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.products.write import write
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named
from galleria.engine.events import Event, record
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

    `answered` are the rows of the call that were decided before. At most 8 statements:
    codes and categories, products (3), variants (3), events; for many rows, one more.
    """
    _refuse_too_many_variants(wanted)
    around = await surroundings(tx, catalog, wanted)
    planned = decide(wanted, draft_all(wanted, around), around.holders)
    known = {row.index: row.before.product_id for row in wanted if row.before}
    outcomes = [*answered, *named(planned.refused, known), *map(_outcome, planned.drafts)]
    outcomes.sort(key=lambda row: row.index)
    settled = settle(outcomes, partial=partial)
    changed = [drafted for drafted in planned.drafts if drafted.is_changed]
    await begin_writing(tx, catalog)
    await write(tx, catalog.catalog_id, changed)
    await record(tx, [_event(catalog.catalog_id, drafted) for drafted in changed])
    if changed:
        written = [drafted.after.product_id for drafted in changed]
        await tell(tx, ProductsWritten(catalog.catalog_id, written))
    return settled


def _refuse_too_many_variants(wanted: list[Wanted]) -> None:
    sent = (row.fields.variants for row in wanted)
    if sum(len(one) for one in sent if one is not UNSET) > VARIANTS_PER_CALL_MAX:
        detail = f"One call brings at most {VARIANTS_PER_CALL_MAX} variants."
        raise Invalid(errors=[FieldError("/rows", "limit", detail)])


async def surroundings(tx: Tx, catalog: LockedCatalog, wanted: list[Wanted]) -> Surroundings:
    """Return what the rows need to know of the catalog; 1 statement, or none."""
    values: dict[str, list[str]] = {"sku": [], "barcode": [], "slug": [], "external_key": []}
    for kind, value in {code for row in wanted for code in codes_sent(row)}:
        values[kind].append(value)
    category_ids, category_keys = _categories_named(wanted)
    if not (category_ids or category_keys or any(values.values())):
        return Surroundings(catalog.currency, catalog.definitions, set(), {}, {})
    rows = await product_codes(
        tx,
        catalog_id=catalog.catalog_id,
        skus=values["sku"],
        barcodes=values["barcode"],
        slugs=values["slug"],
        external_keys=values["external_key"],
        category_ids=category_ids,
        category_keys=category_keys,
    )
    return Surroundings(
        catalog.currency,
        catalog.definitions,
        {row.owner_id for row in rows if row.kind == "category_id"},
        {row.value: row.owner_id for row in rows if row.kind == "category_external_key"},
        {(row.kind, row.value): row.owner_id for row in rows if row.kind in values},
    )


def _categories_named(wanted: list[Wanted]) -> tuple[list[UUID], list[str]]:
    ids: set[UUID] = set()
    keys: set[str] = set()
    for row in wanted:
        fields = row.fields
        if fields.category_id:
            ids.add(fields.category_id)
        if fields.category_external_key:
            keys.add(fields.category_external_key)
        if fields.further_category_ids:
            ids.update(fields.further_category_ids)
        if fields.further_category_external_keys:
            keys.update(fields.further_category_external_keys)
    return list(ids), list(keys)


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
