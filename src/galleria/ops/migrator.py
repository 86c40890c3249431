"""Bring a database to this version: each file once, in order, by one process at a time."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import asyncpg

from galleria.ops.errors import OperatorError
from galleria.ops.migrations import Migration, our_migrations
from galleria.ops.roles import LOGINS, OWNER, Connection, set_passwords

ADVISORY_LOCK = 0x67616C6C  # "gall": nothing else of ours locks it.
CONNECT_TIMEOUT_S = 10
# A migration that waits for a lock makes everybody behind it wait: give up soon, try again.
LOCK_TIMEOUT = "5s"
LOCK_TRIES = 6
LOCK_PAUSE_S = 2.0
AGAIN = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    # Two databases of one server make the server's roles at once.
    asyncpg.DuplicateObjectError,
    asyncpg.UniqueViolationError,
)

TABLE = """
CREATE TABLE IF NOT EXISTS galleria_migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""
APPLIED = """
INSERT INTO galleria_migration (number, name, checksum)
VALUES ($1, $2, $3)
"""

Note = Callable[[str], None]


async def migrate(
    url: str,
    *,
    passwords_from: str | None,
    note: Note,
    migrations: list[Migration] | None = None,
) -> list[str]:
    """Apply what is missing and return the names; the second of two at once waits for the first.

    `url` is the administrator's, and `passwords_from` the URL that the login roles' passwords are
    derived from; None leaves them to the operator. The migrations are ours unless others are
    given. Refused when an applied file has changed since, or when the database is newer.
    """
    if migrations is None:
        migrations = our_migrations()
    async with administrator(url) as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        await connection.execute(TABLE)
        missing = _missing(migrations, await _applied(connection), may_be_newer=False)
        for migration in missing:
            note(f"migration {migration.name}")
            await _apply_patiently(connection, migration)
        if missing:
            # A serving process asks whether the database is as new as it is.
            await connection.execute(f"GRANT SELECT ON galleria_migration TO {', '.join(LOGINS)}")
        if passwords_from is not None:
            await set_passwords(connection, passwords_from)
    return [migration.name for migration in missing]


async def missing_migrations(connection: Connection) -> list[str]:
    """Name the migrations that this database still lacks; any of the roles may ask.

    A database that is newer lacks none: the version before serves on while the next one arrives.
    """
    migrations = our_migrations()
    if await connection.fetchval("SELECT to_regclass('galleria_migration')") is None:
        return [migration.name for migration in migrations]
    missing = _missing(migrations, await _applied(connection), may_be_newer=True)
    return [migration.name for migration in missing]


@asynccontextmanager
async def administrator(url: str) -> AsyncGenerator[Connection]:
    """Connect as the URL's role; a server that does not answer is said in one line."""
    try:
        connection = await asyncpg.connect(
            url, timeout=CONNECT_TIMEOUT_S, server_settings={"application_name": "galleria-ops"}
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise OperatorError(f"The database cannot be reached: {error}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _applied(connection: Connection) -> dict[int, tuple[str, str]]:
    rows = await connection.fetch("SELECT number, name, checksum FROM galleria_migration")
    return {row["number"]: (row["name"], row["checksum"]) for row in rows}


def _missing(
    migrations: list[Migration], applied: dict[int, tuple[str, str]], *, may_be_newer: bool
) -> list[Migration]:
    last = max(applied, default=0)
    if not may_be_newer and last > len(migrations):
        raise OperatorError(
            f"The database has migration {applied[last][0]}, which this version of Galleria does "
            "not know. Run the version that made it, or a newer one."
        )
    for migration in migrations[:last]:
        name, checksum = applied.get(migration.number, (migration.name, ""))
        if checksum != migration.checksum:
            raise OperatorError(
                f"Migration {name} was applied to this database and has changed since. Bring the "
                "file back as it was, and put the change into a new migration; on a laptop, "
                "`galleria reset` starts afresh."
            )
    return migrations[last:]


async def _apply_patiently(connection: Connection, migration: Migration) -> None:
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            if migration.is_transactional:
                await _apply(connection, migration)
            else:
                await _apply_by_statement(connection, migration)
        except AGAIN as error:
            if attempt == LOCK_TRIES:
                raise OperatorError(f"Migration {migration.name}: {error}") from error
            await asyncio.sleep(LOCK_PAUSE_S)
        except asyncpg.PostgresError as error:
            raise OperatorError(f"Migration {migration.name}: {error}") from error
        else:
            return


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        # The first one makes the owner; whatever comes later belongs to it.
        if migration.number > 1:
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
        await connection.execute(migration.text)
        await connection.execute("RESET ROLE")
        if migration.number == 1:
            # The owner's from now on, so that a backup names no administrator.
            await connection.execute(f"ALTER TABLE galleria_migration OWNER TO {OWNER}")
        await _remember(connection, migration)


async def _apply_by_statement(connection: Connection, migration: Migration) -> None:
    # For CREATE INDEX CONCURRENTLY and its like. After a failure it runs again from its first
    # statement, so such a file begins by dropping what a failed run may have left.
    await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'; SET ROLE {OWNER}")
    try:
        for statement in migration.statements:
            await connection.execute(statement)
    finally:
        await connection.execute("RESET ROLE; RESET lock_timeout")
    await _remember(connection, migration)


async def _remember(connection: Connection, migration: Migration) -> None:
    await connection.execute(APPLIED, migration.number, migration.name, migration.checksum)
