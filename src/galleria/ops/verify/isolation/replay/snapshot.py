"""Everything an organization has, hashed table by table, and every id that is in it."""

import hashlib
import re
from uuid import UUID

from msgspec import Struct

from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.lint.tables import ORG_ID

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Snapshot(Struct, frozen=True):
    """`identifiers` are the UUIDs in its rows: another organization is to learn none of them."""

    digests: dict[str, str]
    identifiers: frozenset[str]

    def changed(self, before: "Snapshot") -> list[str]:
        """Return the tables that are not as they were."""
        return [table for table, digest in self.digests.items() if before.digests[table] != digest]


async def take(connection: Connection, catalog: Catalog, org_id: UUID) -> Snapshot:
    """Read every row of the organization, the directory's among them, as an administrator."""
    digests: dict[str, str] = {}
    identifiers: set[str] = set()
    for table in catalog.tables:
        if ORG_ID not in {column.name for column in catalog.columns_of(table.name)}:
            continue
        rows = await connection.fetch(
            f"SELECT t::text AS row FROM {table.name} AS t WHERE org_id = $1 ORDER BY t::text",
            org_id,
        )
        text = "\n".join(row["row"] for row in rows)
        digests[table.name] = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        identifiers |= set(UUID_TEXT.findall(text))
    return Snapshot(digests, frozenset(identifiers))
