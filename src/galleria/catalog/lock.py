"""The first step of every write to a catalog, and how the statements that follow are planned.

A plan that PostgreSQL keeps is made for any parameters. Made before a table was first analyzed, it
may compare every row of the catalog with every key that is sent: an import into an empty catalog
ran at 300 products a second instead of 6,000. So calls of many rows have their reads planned for
their very keys. Not their writes: an insert's plan cannot go wrong, while the foreign keys' checks
would be planned anew for every row, at three times the cost. And not calls of few rows, which
would spend a third of their time on planning; until the first analysis (autovacuum's, within a
minute) such a call may read its catalog once.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

import msgspec

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.attributes.rules import Definition
from galleria.catalog.queries import (
    LockedCatalog,
    catalog_ids,
    keep_plans,
    lock_catalog,
    lock_catalog_alone,
)

ROWS_FEW = 50
PLAN_READS = "force_custom_plan"
KEEP_PLANS = "force_generic_plan"


async def locked(
    tx: Tx, catalog_id: UUID, *, rows: int = 1, shows_later: bool = False
) -> LockedCatalog:
    """Return the catalog, this transaction's alone to write to; NotFound.

    `rows` is how many the call brings. A transaction that writes to several catalogs takes them
    in the order of their ids. Who `shows_later` what it writes tells ProductsMerged, and may go on
    while the documents of what came before are built.
    """
    mode = PLAN_READS if rows > ROWS_FEW else KEEP_PLANS
    lock = lock_catalog_alone if shows_later else lock_catalog
    row = await lock(tx, catalog_id=catalog_id, plan_cache_mode=mode)
    if row is None:
        raise NotFound()
    known: dict[str, Any] = msgspec.structs.asdict(row)
    del known["holds_documents"]
    known["definitions"] = msgspec.json.decode(row.definitions, type=list[Definition])
    return LockedCatalog(**known)


async def lock_catalogs(tx: Tx) -> None:
    """Let nobody else write to any catalog of the organization; a statement each."""
    for catalog_id in await catalog_ids(tx):
        # One that was deleted meanwhile is nobody's.
        with suppress(NotFound):
            await locked(tx, catalog_id, rows=ROWS_FEW + 1)


async def begin_writing(tx: Tx, catalog: LockedCatalog) -> None:
    """Say that everything was read, and only writes follow."""
    if catalog.plan_cache_mode == PLAN_READS:
        await keep_plans(tx)
