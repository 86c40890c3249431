"""`galleria verify catalog` and `galleria catalog rebuild`: documents and what they are made of."""

import asyncio
from datetime import UTC, datetime

from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.base.context import Context, Tier, system_context
from galleria.base.database import Database
from galleria.base.tx import platform_transaction, reading, transaction
from galleria.listing import Checked, check_organization, rebuild_organization
from galleria.ops.database import opened
from galleria.ops.errors import OperatorError

FAULTS_SHOWN = 50
ORGANIZATIONS = """
SELECT org_id, slug
FROM organization
WHERE $1::text IS NULL OR slug = $1
ORDER BY slug
"""
# Chunks may be large: nobody waits for an operator's statement but the operator.
TIER: Tier = "enterprise"


def verify_catalog(settings: Settings, organization: str | None) -> int:
    """Print what was compared and every difference; 1 on any, or when there was nothing."""
    checked = asyncio.run(_verify(settings, organization))
    for fault in checked.faults[:FAULTS_SHOWN]:
        print(f"  {fault}")
    if len(checked.faults) > FAULTS_SHOWN:
        print(f"  … and {len(checked.faults) - FAULTS_SHOWN:,} more")
    print(
        f"verify catalog: {checked.products:,} products, {checked.documents:,} documents and "
        f"{checked.counts:,} counts compared, {len(checked.faults):,} differences"
    )
    return 0 if checked.documents and not checked.faults else 1


def rebuild_catalog(settings: Settings, organization: str | None) -> None:
    """Build the read model anew and say of how many products."""
    products = asyncio.run(_rebuild(settings, organization))
    print(f"catalog rebuild: {products:,} products shown anew")


async def _verify(settings: Settings, organization: str | None) -> Checked:
    whole = Checked()
    async with opened(settings) as database:
        for context in await _organizations(database, organization):
            whole.add(await check_organization(lambda it=context: reading(database, _now(it))))
    return whole


async def _rebuild(settings: Settings, organization: str | None) -> int:
    products = 0
    async with opened(settings) as database:
        for context in await _organizations(database, organization):
            products += await rebuild_organization(
                lambda it=context: transaction(database, _now(it))
            )
    return products


async def _organizations(database: Database, slug: str | None) -> list[Context]:
    async with platform_transaction(database) as tx:
        rows = await tx.connection.fetch(ORGANIZATIONS, slug)
    if slug is not None and not rows:
        raise OperatorError(f"There is no organization {slug!r}.")
    return [system_context(row["org_id"], request_id="operator", tier=TIER) for row in rows]


def _now(context: Context) -> Context:
    return replace(context, now=datetime.now(UTC))
