"""Create and change categories, set-based: the same few statements for one row and for 1,000."""

from uuid import UUID

from galleria.base.bulk import BulkOutcome, RowOutcome, settle
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.catalog.categories.draft import Draft, Wanted, codes_of, names_parent
from galleria.catalog.categories.plan import plan
from galleria.catalog.categories.queries import (
    category_codes,
    insert_categories,
    smart_facts,
    tree_of,
    update_categories,
)
from galleria.catalog.categories.smart import SmartFacts, facts_of, wishes_of
from galleria.catalog.categories.tree import Parents
from galleria.catalog.claims import Code
from galleria.catalog.events import CategoryCreated, CategoryMoved, CategoryUpdated
from galleria.catalog.fields import CATEGORIES_MAX
from galleria.catalog.lock import begin_writing
from galleria.catalog.notices import CategoriesWritten
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named
from galleria.engine.events import Event, record
from galleria.engine.notices import tell

# What shoppers are shown of a product says these of its categories.
SHOWN = {"name", "parent_id", "is_active"}


class CatalogFull(Refusal):
    """A tree is read as a whole, so it has an end."""

    code = "catalog_full"
    status = 409
    title = "The catalog would have too many categories"


async def save(
    tx: Tx,
    catalog: LockedCatalog,
    wanted: list[Wanted],
    answered: list[RowOutcome],
    *,
    partial: bool,
) -> BulkOutcome:
    """Write the rows that can be done and answer for all; BulkRefused unless `partial`.

    CatalogFull whether or not. `answered` are the rows of the call that were decided before.
    At most 6 statements: codes, tree, filters, insert, update, events; for many rows, one more; and
    those of showing the products of categories that are now called otherwise, elsewhere or closed.
    """
    catalog_id = catalog.catalog_id
    holders, parents = await _surroundings(tx, catalog_id, wanted)
    planned = plan(wanted, holders, parents, await _smart_facts(tx, catalog_id, wanted))
    known = {row.index: row.before.category_id for row in wanted if row.before}
    outcomes = [*answered, *named(planned.refused, known), *map(_outcome, planned.drafts)]
    outcomes.sort(key=lambda row: row.index)
    settled = settle(outcomes, partial=partial)
    await begin_writing(tx, catalog)
    await _write(tx, catalog_id, planned.drafts)
    return settled


async def _surroundings(
    tx: Tx, catalog_id: UUID, wanted: list[Wanted]
) -> tuple[dict[Code, UUID], Parents]:
    """Return who has the codes that the rows speak of, and as much of the tree as they need."""
    codes = {code for row in wanted for code in codes_of(row)}
    ids = [row.fields.parent_id for row in wanted if isinstance(row.fields.parent_id, UUID)]
    holders: dict[Code, UUID] = {}
    parents: Parents = {}
    if codes or ids:
        rows = await category_codes(
            tx,
            catalog_id=catalog_id,
            slugs=[value for kind, value in codes if kind == "slug"],
            external_keys=[value for kind, value in codes if kind == "external_key"],
            category_ids=ids,
        )
        places = [row for row in rows if row.kind == "place"]
        holders = {(row.kind, row.value): row.owner_id for row in rows if row.kind != "place"}
        parents = {row.owner_id: row.parent_id for row in places}
    if any(row.before and names_parent(row.fields) for row in wanted):
        tree = await tree_of(tx, catalog_id=catalog_id)
        parents = {row.category_id: row.parent_id for row in tree}
    return holders, parents


async def _smart_facts(tx: Tx, catalog_id: UUID, wanted: list[Wanted]) -> SmartFacts | None:
    rows = [(row.category_id, row.fields) for row in wanted]
    wishes = wishes_of(rows)
    if wishes is None:
        return None
    found = await smart_facts(
        tx,
        catalog_id=catalog_id,
        filtered_ids=wishes.filtered_ids,
        attribute_keys=wishes.attribute_keys,
        becoming_ids=wishes.becoming_ids,
    )
    return facts_of(found, rows)


def _outcome(draft: Draft) -> RowOutcome:
    after = draft.after
    if draft.before is None:
        return RowOutcome(draft.index, "created", after.category_id, 1)
    if not draft.changed:
        return RowOutcome(draft.index, "unchanged", after.category_id, after.version)
    return RowOutcome(draft.index, "updated", after.category_id, after.version + 1)


async def _write(tx: Tx, catalog_id: UUID, drafts: list[Draft]) -> None:
    created = [draft.after for draft in drafts if draft.before is None]
    updated = [draft.after for draft in drafts if draft.before and draft.changed]
    if created:
        count = await insert_categories(tx, catalog_id=catalog_id, rows=created, now=tx.context.now)
        if count > CATEGORIES_MAX:
            raise CatalogFull(categories_max=CATEGORIES_MAX)
    if updated:
        await update_categories(tx, catalog_id=catalog_id, rows=updated, now=tx.context.now)
    await record(tx, [event for draft in drafts for event in _events(catalog_id, draft)])
    shown = [it.after.category_id for it in drafts if not SHOWN.isdisjoint(it.changed)]
    if shown:
        await tell(tx, CategoriesWritten(catalog_id, shown))


def _events(catalog_id: UUID, draft: Draft) -> list[Event]:
    after = draft.after
    if draft.before is None:
        return [CategoryCreated(after.category_id, catalog_id, after.parent_id, after.name)]
    version = after.version + 1
    events: list[Event] = []
    if "parent_id" in draft.changed:
        origin = draft.before.parent_id
        events.append(
            CategoryMoved(after.category_id, catalog_id, origin, after.parent_id, version)
        )
    if others := [name for name in draft.changed if name != "parent_id"]:
        events.append(CategoryUpdated(after.category_id, catalog_id, others, version))
    return events
