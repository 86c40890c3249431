"""What shoppers are shown, held against the tables, as `galleria verify catalog` does."""

from galleria.base.config import Settings
from galleria.base.context import Context
from galleria.base.tx import reading
from galleria.listing import check_organization
from galleria.ops.bench.audit import Count
from galleria.ops.database import opened


async def verified(settings: Settings, context: Context, *, documents: int) -> list[Count]:
    """Compare every document, count and word of one organization, after all is measured."""
    async with opened(settings) as database:
        checked = await check_organization(lambda: reading(database, context))
    return [
        Count("documents held against the tables", checked.documents, documents),
        # Of nothing there is nothing to count: each comparison counts, and each fault takes one.
        Count(
            "comparisons without a fault",
            checked.documents + checked.counts - len(checked.faults),
            checked.documents + checked.counts,
        ),
    ]
