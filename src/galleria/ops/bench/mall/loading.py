"""A connection that loads: without the checks of foreign keys, the indexes made at last."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from galleria.base.config import Settings
from galleria.ops.database import migration_url
from galleria.ops.migrator import administrator
from galleria.ops.roles import Connection

# Only a superuser may leave the checks out; anybody else loads more slowly.
WITHOUT_CHECKS = """
SELECT set_config('session_replication_role', 'replica', false)
FROM pg_roles
WHERE rolname = current_user AND rolsuper
"""
SETTINGS = """
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
SET work_mem = '64MB';
SET jit = off;
"""
SECONDARY = """
SELECT pg_class.relname, pg_get_indexdef(pg_class.oid)
FROM pg_index
JOIN pg_class ON pg_class.oid = pg_index.indexrelid
WHERE pg_index.indrelid = $1::regclass AND NOT pg_index.indisunique
"""


@asynccontextmanager
async def loading(settings: Settings) -> AsyncGenerator[Connection]:
    """Connect as the administrator, who no policy binds."""
    async with administrator(migration_url(settings)) as connection:
        await connection.execute(SETTINGS)
        await connection.execute(WITHOUT_CHECKS)
        yield connection


@asynccontextmanager
async def indexed_last(connection: Connection, tables: Sequence[str]) -> AsyncGenerator[None]:
    """Load in one transaction, with the tables' plain indexes dropped and made again at its end."""
    async with connection.transaction():
        definitions: list[str] = []
        for table in tables:
            for name, definition in await connection.fetch(SECONDARY, table):
                definitions.append(definition)
                await connection.execute(f"DROP INDEX {name}")
        yield
        for definition in definitions:
            await connection.execute(definition)


async def copy_lines(
    connection: Connection, table: str, columns: Sequence[str], lines: bytes
) -> None:
    """COPY lines of PostgreSQL's text format."""
    await connection.copy_to_table(table, source=_once(lines), columns=list(columns))


async def _once(lines: bytes) -> AsyncIterator[bytes]:
    yield lines
