"""Typed door to undo_queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.by_filter.plan_queries import Planned


@query
async def plan_undo(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    undoes: UUID,
    since: datetime,
    after: UUID,
    up_to: UUID,
    rows_max: int,
    variants_max: int,
    compares: bool,
    with_rows: bool,
    sample_max: int,
) -> Planned: ...
