"""Further organizations with the same products, so that one is among many: row by row in SQL."""

from collections.abc import Callable
from uuid import UUID

from galleria.base.config import Settings
from galleria.base.ids import new_id
from galleria.ops.bench.mall.fill import LOADED
from galleria.ops.bench.mall.loading import indexed_last, loading
from galleria.ops.bench.mall.stall import Stall, finished
from galleria.ops.roles import Connection

# Ids are unique in an organization: a copy keeps all of them but these.
OWN = ("org_id", "store_id", "catalog_id")
COPIED = (
    "organization", "store", "catalog", "store_catalog", "category", "attribute", "product",
    "variant", "product_category", "listing", "facet_count", "listing_word",
)  # fmt: skip
# The directory knows the first one, and no copy.
COUNT = """
SELECT count(*)
FROM catalog
JOIN store_catalog
    ON store_catalog.org_id = catalog.org_id AND store_catalog.catalog_id = catalog.catalog_id
WHERE
    catalog.name = $1
    AND NOT EXISTS (
        SELECT FROM directory_store WHERE directory_store.store_id = store_catalog.store_id
    )
"""
COLUMNS = """
SELECT attname::text
FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""


async def add_copies(
    settings: Settings, stall: Stall, *, count: int, say: Callable[[str], None]
) -> None:
    """Write `count` further organizations with what `stall` has; nobody can sign in to them."""
    if count <= 0:
        return
    async with loading(settings) as connection:
        async with indexed_last(connection, LOADED):
            for number in range(count):
                await _copied(connection, stall, str(new_id()))
                say(f"{(number + 1) * stall.products:,} products of others copied")
        await connection.execute("VACUUM (ANALYZE)")


async def copies_of(connection: Connection, *, products: int) -> int:
    """Count the copies that earlier shapes made."""
    return int(await connection.fetchval(COUNT, finished(products)))


async def _copied(connection: Connection, stall: Stall, slug: str) -> None:
    own: dict[str, UUID | str] = {
        "org_id": new_id(),
        "store_id": new_id(),
        "catalog_id": new_id(),
        "slug": slug,
    }
    for table in COPIED:
        names = [row[0] for row in await connection.fetch(COLUMNS, table)]
        # Only an organization's slug has to be one of its own.
        renewed = (*OWN, "slug") if table == "organization" else OWN
        values = [f"'{own[name]}'" if name in renewed else name for name in names]
        await connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
            f"FROM {table} WHERE org_id = '{stall.org_id}'"
        )
