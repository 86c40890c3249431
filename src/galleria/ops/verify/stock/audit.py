"""The audit of stock: for the command, for benchmarks after a load, and for simulations."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct, field

from galleria.base.context import system_context
from galleria.base.database import Database
from galleria.base.tx import ReadTx, reading
from galleria.ops.verify.stock.queries import (
    counters_that_differ,
    holds_that_differ,
    impossible_counters,
    lines_that_differ,
    orphan_holds,
    stock_counts,
)

FAULTS_MAX = 1_000  # Of a kind, an organization.
# A hold is released at most two seconds late; workers may be stopped for a moment.
LATE_MAX = timedelta(seconds=30)


class StockAudit(Struct):
    """What was compared, and every difference in words."""

    organizations: int = 0
    counters: int = 0
    movements: int = 0
    holds: int = 0
    order_lines: int = 0
    faults: list[str] = field(default_factory=list[str])

    @property
    def is_clean(self) -> bool:
        """Nothing differs. Whoever expects counters must see to it that there are some."""
        return not self.faults


async def audit_stock(
    database: Database, org_ids: Iterable[UUID], *, late_max: timedelta = LATE_MAX
) -> StockAudit:
    """Recompute all stock of these organizations: 6 statements each, each of one moment."""
    audit = StockAudit()
    for org_id in org_ids:
        context = system_context(org_id, request_id="audit", tier="enterprise")
        async with reading(database, context) as tx:
            await _audit(tx, audit, datetime.now(UTC) - late_max)
        audit.organizations += 1
    return audit


async def _audit(tx: ReadTx, audit: StockAudit, late_at: datetime) -> None:
    counts = await stock_counts(tx)
    audit.counters += counts.counters
    audit.movements += counts.movements
    audit.holds += counts.holds
    audit.order_lines += counts.order_lines
    audit.faults += await counters_that_differ(tx, rows_max=FAULTS_MAX)
    audit.faults += await holds_that_differ(tx, rows_max=FAULTS_MAX)
    audit.faults += await impossible_counters(tx, rows_max=FAULTS_MAX)
    audit.faults += await orphan_holds(tx, late_at=late_at, rows_max=FAULTS_MAX)
    audit.faults += await lines_that_differ(tx, rows_max=FAULTS_MAX)
