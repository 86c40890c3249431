"""One transaction for one organization.

The only place that opens, commits, or names an organization to PostgreSQL. Entering costs one round
trip: BEGIN and every SET LOCAL travel together. Nothing is set for longer than the transaction,
so a connection (or a transaction pooler) carries nothing to its next user (traps X4, X5).
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg
from msgspec import Struct, field

from galleria.base.context import STATEMENT_TIMEOUT_S, Context
from galleria.base.database import UNAVAILABLE, Connection, Database, Pool, Reactions

LOCK_TIMEOUT_MS = 5_000
PLATFORM_TIMEOUT_MS = 60_000
NO_REACTIONS: Reactions = {}


class ReadTx(Struct, frozen=True):
    """An open transaction that only reads, so it may be on a replica.

    Sees only `context.org_id`'s rows.
    """

    connection: Connection
    context: Context


class Tx(ReadTx, frozen=True):
    """An open transaction on the primary that may write. Sees only `context.org_id`'s rows.

    Names added to `signals` are emitted after the commit, once each: it wakes workers without a
    NOTIFY inside a business transaction. `reactions` belong to whoever tells a notice.
    """

    signals: set[str] = field(default_factory=set)
    reactions: Reactions = NO_REACTIONS


class PlatformTx(Struct, frozen=True):
    """A transaction across organizations, as the platform's role. No organization is bound."""

    connection: Connection
    signals: set[str] = field(default_factory=set)


class DirectoryTx(Tx, frozen=True):
    """A `Tx` that may also read and write the directory, in the same transaction."""

    @property
    def platform(self) -> PlatformTx:
        """The same transaction, as a door to directory statements."""
        return PlatformTx(self.connection, self.signals)


@asynccontextmanager
async def transaction(database: Database, context: Context) -> AsyncGenerator[Tx]:
    """Commit on a clean exit, roll back on any exception. Only edges call this."""
    signals: set[str] = set()
    async with _begun(database.app, _enter(context)) as connection:
        yield Tx(connection, context, signals, database.reactions)
    database.signals.emit(signals)


@asynccontextmanager
async def reading(
    database: Database, context: Context, *, keeps_plans: bool = False
) -> AsyncGenerator[ReadTx]:
    """Like `transaction`, but PostgreSQL itself refuses writes.

    With `keeps_plans` each statement is planned once a connection, not once a call: for those whose
    best plan does not depend on their values (a scan took 2.6 ms to plan and 0.1 ms to run).
    """
    begin = "BEGIN READ ONLY"
    if keeps_plans:
        begin += "; SET LOCAL plan_cache_mode = force_generic_plan"
    async with _begun(database.app, _enter(context, begin)) as connection:
        yield ReadTx(connection, context)


@asynccontextmanager
async def directory_transaction(
    database: Database, context: Context
) -> AsyncGenerator[DirectoryTx]:
    """Like `transaction`, on the platform's role, still bound to one organization."""
    signals: set[str] = set()
    async with _begun(database.platform, _enter(context)) as connection:
        yield DirectoryTx(connection, context, signals, database.reactions)
    database.signals.emit(signals)


@asynccontextmanager
async def platform_transaction(database: Database) -> AsyncGenerator[PlatformTx]:
    """Open a transaction across organizations.

    Importable by engine, ops, tenants.directory and the platform's pages only (import contract).
    """
    signals: set[str] = set()
    begin = f"BEGIN; SET LOCAL statement_timeout = {PLATFORM_TIMEOUT_MS}"
    async with _begun(database.platform, begin) as connection:
        yield PlatformTx(connection, signals)
    database.signals.emit(signals)


@asynccontextmanager
async def savepoint(tx: Tx) -> AsyncGenerator[None]:
    """Undo what is done inside when it raises, and keep the transaction."""
    await tx.connection.execute("SAVEPOINT inner_work")
    try:
        yield
    except BaseException:
        # The savepoint was set after the tenant was entered, so going back to it keeps the tenant.
        await tx.connection.execute("ROLLBACK TO SAVEPOINT inner_work")
        raise
    await tx.connection.execute("RELEASE SAVEPOINT inner_work")


def _enter(context: Context, begin: str = "BEGIN") -> str:
    # SET takes no parameters. Both values are typed (UUID, int), so nothing can be smuggled in.
    timeout_ms = STATEMENT_TIMEOUT_S[context.tier] * 1000
    if context.deadline is not None:
        left_ms = int((context.deadline - time.monotonic()) * 1000)
        timeout_ms = max(1, min(timeout_ms, left_ms))
    return (
        f"{begin}; SET LOCAL app.org_id = '{context.org_id}'; "
        f"SET LOCAL statement_timeout = {timeout_ms}; SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"
    )


@asynccontextmanager
async def _begun(pool: Pool, begin: str) -> AsyncGenerator[Connection]:
    async with pool.connection() as connection:
        try:
            await connection.execute(begin)
            yield connection
        except BaseException:
            await _roll_back(connection)
            raise
        try:
            await connection.execute("COMMIT")
        except BaseException:
            # Whether it is still in the transaction, only the server knows: nobody may have it.
            connection.terminate()
            raise


async def _roll_back(connection: Connection) -> None:
    try:
        # Shielded: a cancelled request must not leave a transaction open on a pooled connection.
        await asyncio.shield(connection.execute("ROLLBACK"))
    except (asyncpg.PostgresError, *UNAVAILABLE, asyncio.CancelledError):
        connection.terminate()
