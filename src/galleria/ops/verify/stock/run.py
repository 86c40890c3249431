"""`galleria verify stock`, at a terminal."""

import asyncio
from uuid import UUID

from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.tx import platform_transaction
from galleria.ops.database import opened
from galleria.ops.errors import OperatorError
from galleria.ops.verify.stock.audit import StockAudit, audit_stock

FAULTS_SHOWN = 50
ORGANIZATIONS = """
SELECT org_id
FROM organization
WHERE $1::text IS NULL OR slug = $1
ORDER BY slug
"""


def verify_stock(settings: Settings, organization: str | None) -> int:
    """Print what was recomputed and every difference; 1 on any, or when there was nothing."""
    audit = asyncio.run(_verify(settings, organization))
    for fault in audit.faults[:FAULTS_SHOWN]:
        print(f"  {fault}")
    if len(audit.faults) > FAULTS_SHOWN:
        print(f"  … and {len(audit.faults) - FAULTS_SHOWN:,} more")
    print(
        f"verify stock: {audit.counters:,} counters, {audit.movements:,} movements, "
        f"{audit.holds:,} holds and {audit.order_lines:,} order lines of "
        f"{audit.organizations:,} organizations compared, {len(audit.faults):,} differences"
    )
    return 0 if audit.counters and audit.is_clean else 1


async def _verify(settings: Settings, organization: str | None) -> StockAudit:
    async with opened(settings) as database:
        return await audit_stock(database, await _organizations(database, organization))


async def _organizations(database: Database, slug: str | None) -> list[UUID]:
    async with platform_transaction(database) as tx:
        rows = await tx.connection.fetch(ORGANIZATIONS, slug)
    if slug is not None and not rows:
        raise OperatorError(f"There is no organization {slug!r}.")
    return [row["org_id"] for row in rows]
