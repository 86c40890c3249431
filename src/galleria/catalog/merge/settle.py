"""Decide about the rows of a chunk and write them; some are decided while others are written.

New products give up no code that another row of the chunk might want, so deciding about them part
by part comes to the same as all at once. Where there is anything to give up, or to be a part of a
bundle, all are decided at once.
"""

import asyncio

from msgspec import UNSET
from msgspec.structs import replace

from galleria.base.tx import Tx
from galleria.catalog.lock import begin_writing
from galleria.catalog.merge.decide import Decision, decided
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.plan import codes_made
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.products.write import write
from galleria.catalog.queries import LockedCatalog

PART_ROWS = 250


async def settle(
    tx: Tx,
    catalog: LockedCatalog,
    wanted: list[Wanted],
    around: Surroundings,
    divisible: set[int],
) -> Decision:
    """Return what was decided about every row; what has changed is written."""
    whole = Decision([], [], {})
    writing: asyncio.Task[None] | None = None
    has_begun = False
    try:
        for part in _parts(wanted):
            decision = await asyncio.to_thread(decided, part, around, divisible)
            around = _with_new(around, decision.drafts)
            _add(whole, decision)
            if writing is not None:
                await writing
                writing = None
            changed = [drafted for drafted in decision.drafts if drafted.is_changed]
            if changed and not has_begun:
                await begin_writing(tx, catalog)
                has_begun = True
            if changed:
                writing = asyncio.create_task(write(tx, catalog.catalog_id, changed))
                # It is on its way to PostgreSQL before the thread takes the interpreter.
                await asyncio.sleep(0)
    finally:
        # The transaction's connection is its own again before anything else happens to it.
        if writing is not None:
            await writing
    return whole


def _parts(wanted: list[Wanted]) -> list[list[Wanted]]:
    is_apart = all(
        row.before is None and row.fields.bundle is UNSET and row.fields.kind != "bundle"
        for row in wanted
    )
    rows = PART_ROWS if is_apart else max(len(wanted), 1)
    return [wanted[start : start + rows] for start in range(0, len(wanted), rows)]


def _with_new(around: Surroundings, drafts: list[Draft]) -> Surroundings:
    """Return the surroundings with the codes that these rows have now."""
    holders = dict(around.holders)
    for drafted in drafts:
        if drafted.before is None:
            holders.update(dict.fromkeys(codes_made(drafted), drafted.after.product_id))
    return replace(around, holders=holders)


def _add(whole: Decision, part: Decision) -> None:
    whole.drafts.extend(part.drafts)
    whole.refused.extend(part.refused)
    whole.left_out.update(part.left_out)
