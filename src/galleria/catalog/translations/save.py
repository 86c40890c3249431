"""Write translations, set-based: the same few statements for one row and for 1,000."""

from uuid import UUID

from msgspec.structs import replace

from galleria.base.bulk import BulkOutcome, RowOutcome, settle
from galleria.base.tx import Tx
from galleria.catalog.claims import Code
from galleria.catalog.lock import begin_writing
from galleria.catalog.queries import LockedCatalog
from galleria.catalog.rows import named
from galleria.catalog.translations.plan import Asked, Draft, Wanted, codes_wanted, plan
from galleria.catalog.translations.subject import Subject
from galleria.engine.events import record
from galleria.engine.notices import tell


async def save(
    tx: Tx,
    subject: Subject,
    catalog: LockedCatalog,
    asked: Asked,
    *,
    partial: bool,
) -> BulkOutcome:
    """Write the rows that can be done and answer for all; BulkRefused unless `partial`.

    Each owner gets one new version and one fact, in however many languages. At most 6 statements,
    besides what reacts; for many rows, one more.
    """
    wanted = await _with_before(tx, subject, asked.wanted)
    planned = plan(wanted, await slug_holders_of(tx, subject, catalog.catalog_id, wanted))
    changed = [drafted for drafted in planned.drafts if drafted.is_changed]
    touched = {drafted.owner.owner_id for drafted in changed}
    known = {row.index: row.owner.owner_id for row in wanted}
    outcomes = [*asked.answered, *named(planned.refused, known)]
    outcomes += [_outcome(drafted, touched) for drafted in planned.drafts]
    outcomes.sort(key=lambda row: row.index)
    settled = settle(outcomes, partial=partial)
    if changed:
        await begin_writing(tx, catalog)
        await _write(tx, subject, catalog.catalog_id, changed)
    return settled


async def _with_before(tx: Tx, subject: Subject, wanted: list[Wanted]) -> list[Wanted]:
    if not wanted:
        return []
    there = await subject.there(
        tx,
        owner_ids=[row.owner.owner_id for row in wanted],
        locales=[row.locale for row in wanted],
    )
    before = {(row.owner_id, row.locale): row for row in there}
    return [replace(row, before=before.get((row.owner.owner_id, row.locale))) for row in wanted]


async def slug_holders_of(
    tx: Tx, subject: Subject, catalog_id: UUID, wanted: list[Wanted]
) -> dict[Code, UUID]:
    """Return who has the slugs that the rows may get; 1 statement, or none."""
    codes = codes_wanted(wanted)
    if not codes:
        return {}
    found = await subject.slug_holders(
        tx,
        catalog_id=catalog_id,
        locales=[locale for locale, _ in codes],
        slugs=[slug for _, slug in codes],
    )
    return {(row.locale, row.slug): row.owner_id for row in found}


def _outcome(drafted: Draft, touched: set[UUID]) -> RowOutcome:
    owner = drafted.owner
    version = owner.version + 1 if owner.owner_id in touched else owner.version
    if not drafted.is_changed:
        return RowOutcome(drafted.index, "unchanged", owner.owner_id, version)
    if drafted.before is None:
        return RowOutcome(drafted.index, "created", owner.owner_id, version)
    status = "deleted" if drafted.after is None else "updated"
    return RowOutcome(drafted.index, status, owner.owner_id, version)


async def _write(tx: Tx, subject: Subject, catalog_id: UUID, drafts: list[Draft]) -> None:
    now = tx.context.now
    gone = [draft.before for draft in drafts if draft.before and draft.after is None]
    kept = [draft.after for draft in drafts if draft.after]
    changed: dict[UUID, list[str]] = {}
    for draft in drafts:
        changed.setdefault(draft.owner.owner_id, []).append(f"translations.{draft.locale}")
    if gone:
        await subject.delete(
            tx,
            owner_ids=[row.owner_id for row in gone],
            locales=[row.locale for row in gone],
        )
    if kept:
        await subject.put(tx, catalog_id=catalog_id, rows=kept, now=now)
    await subject.touch(tx, catalog_id=catalog_id, owner_ids=list(changed), now=now)
    versions = {draft.owner.owner_id: draft.owner.version + 1 for draft in drafts}
    await record(
        tx,
        [
            subject.event(owner_id, catalog_id, sorted(names), versions[owner_id])
            for owner_id, names in changed.items()
        ],
    )
    await tell(tx, subject.notice(catalog_id, list(changed)))
