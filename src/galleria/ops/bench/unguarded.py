"""The product's queries without row-level security: what guarding costs is measured beside them.

The statements run as the administrator, whom no policy binds, and the functions that search are
copied without SECURITY DEFINER, so that they run as the administrator, too.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.ops.bench.replay import Sent
from galleria.ops.database import migration_url
from galleria.ops.migrator import administrator

PREFIX = "bench_unguarded_"
GUARDED = """
SELECT proname::text, pg_get_functiondef(pg_proc.oid), pg_proc.oid::regprocedure::text
FROM pg_proc
JOIN pg_roles ON pg_roles.oid = proowner
WHERE prosecdef AND rolname = 'galleria_search'
"""


@asynccontextmanager
async def unguarded(settings: Settings) -> AsyncGenerator["Unguarded"]:
    """Have copies of the guarded functions while inside."""
    async with administrator(migration_url(settings)) as connection:
        rows = await connection.fetch(GUARDED)
        copies = [signature.replace(name, PREFIX + name, 1) for name, _, signature in rows]
        try:
            for name, definition, _ in rows:
                await connection.execute(_copied(name, definition))
            yield Unguarded([name for name, _, _ in rows])
        finally:
            for signature in copies:
                await connection.execute(f"DROP FUNCTION IF EXISTS {signature}")


class Unguarded:
    """Statements that call the copies instead of the functions themselves."""

    def __init__(self, names: list[str]) -> None:
        assert names, "no function searches past row-level security"
        self._call = re.compile(rf"\b({'|'.join(names)})\(")

    def sample(self, sent: Sent) -> Sent:
        """Return the same statement without its guards."""
        return replace(sent, text=self._call.sub(rf"{PREFIX}\1(", sent.text))


def _copied(name: str, definition: str) -> str:
    head = f"FUNCTION public.{name}("
    assert head in definition
    copied = definition.replace(head, f"FUNCTION public.{PREFIX}{name}(", 1)
    return copied.replace(" SECURITY DEFINER", "", 1)
