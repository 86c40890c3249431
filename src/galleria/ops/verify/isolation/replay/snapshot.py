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
    """Read every row of the organization and its people, the directory's too, as administrator."""
    digests: dict[str, str] = {}
    identifiers: set[str] = set()
    for table in catalog.tables:
        select = _select({column.name for column in catalog.columns_of(table.name)})
        if select is None:
            continue
        rows = await connection.fetch(select.format(table=table.name), org_id)
        text = "\n".join(row["row"] for row in rows)
        digests[table.name] = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        identifiers |= set(UUID_TEXT.findall(text))
    return Snapshot(digests, frozenset(identifiers))


def _select(columns: set[str]) -> str | None:
    if ORG_ID in columns:
        return "SELECT t::text AS row FROM {table} AS t WHERE org_id = $1 ORDER BY row"
    if "account_id" not in columns:
        return None
    # A person's account is in no organization; that of a member is the organization's concern.
    # Whoever invites the person locks it by touching updated_at, and changes nothing else.
    return """
        SELECT (to_jsonb(t) - 'updated_at')::text AS row FROM {table} AS t
        WHERE account_id IN (SELECT account_id FROM member WHERE org_id = $1) ORDER BY row
    """
