"""One transaction for one organization.

The only place that opens, commits, or names an organization to PostgreSQL. Entering costs one round
trip: BEGIN and every SET LOCAL travel together. Nothing is set for longer than the transaction,
so a connection (or a transaction pooler) carries nothing to its next user (traps X4, X5).
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Generic, NoReturn, TypeVar

import asyncpg
from msgspec import Struct, field
from msgspec.structs import force_setattr

from galleria.base.context import STATEMENT_TIMEOUT_S, Context
from galleria.base.database import Database, Reactions, Signals
from galleria.base.pool import UNAVAILABLE, Connection, Pool

T = TypeVar("T", bound="ReadTx | PlatformTx")

LOCK_TIMEOUT_MS = 5_000
PLATFORM_TIMEOUT_MS = 60_000
KEEP_PLANS = "; SET LOCAL plan_cache_mode = force_generic_plan"
BY_INDEX = "; SET LOCAL enable_seqscan = off"
NO_REACTIONS: Reactions = {}
# What a connection says whose prepared statements are of an older schema.
STALE = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)


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


def transaction(
    database: Database, context: Context, *, keeps_plans: bool = False
) -> AbstractAsyncContextManager[Tx]:
    """Commit on a clean exit, roll back on any exception. Only edges call this.

    With `keeps_plans` each statement is planned once a connection, not once a call: for those whose
    best plan does not depend on their values (a scan took 2.6 ms to plan and 0.1 ms to run). Such a
    plan may be made while a table is empty and be kept while it fills: it is one by index.
    """

    def begun(connection: Connection) -> Tx:
        return Tx(connection, context, set(), database.reactions)

    begin = f"BEGIN{KEEP_PLANS}{BY_INDEX}" if keeps_plans else "BEGIN"
    return _Begun(database.app, _enter(context, begin), begun, database.signals)


def reading(
    database: Database, context: Context, *, keeps_plans: bool = False
) -> AbstractAsyncContextManager[ReadTx]:
    """Like `transaction`, but PostgreSQL itself refuses writes."""
    begin = f"BEGIN READ ONLY{KEEP_PLANS}" if keeps_plans else "BEGIN READ ONLY"

    def begun(connection: Connection) -> ReadTx:
        return ReadTx(connection, context)

    return _Begun(database.app, _enter(context, begin), begun, database.signals)


def directory_transaction(
    database: Database, context: Context
) -> AbstractAsyncContextManager[DirectoryTx]:
    """Like `transaction`, on the platform's role, still bound to one organization."""

    def begun(connection: Connection) -> DirectoryTx:
        return DirectoryTx(connection, context, set(), database.reactions)

    return _Begun(database.platform, _enter(context), begun, database.signals)


def platform_transaction(database: Database) -> AbstractAsyncContextManager[PlatformTx]:
    """Open a transaction across organizations.

    Importable by engine, ops, tenants.directory and the platform's pages only (import contract).
    """
    begin = f"BEGIN; SET LOCAL statement_timeout = {PLATFORM_TIMEOUT_MS}"
    return _Begun(database.platform, begin, PlatformTx, database.signals)


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


class _Begun(Generic[T]):
    """A transaction as a plain class: generators within generators took longer than BEGIN."""

    __slots__ = ("_begin", "_begun", "_connection", "_pool", "_signals", "_tx")

    def __init__(
        self, pool: Pool, begin: str, begun: Callable[[Connection], T], signals: Signals
    ) -> None:
        self._pool = pool
        self._begin = begin
        self._begun = begun
        self._signals = signals

    async def __aenter__(self) -> T:
        self._connection = connection = await self._pool.take()
        try:
            await connection.execute(self._begin)
        except BaseException:
            try:
                await _roll_back(connection)
            finally:
                self._pool.give_back(connection)
            raise
        self._tx = self._begun(connection)
        return self._tx

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            await (_commit if error is None else _roll_back)(self._connection)
        finally:
            # Another's by now: whoever kept the transaction has nothing to speak through.
            force_setattr(self._tx, "connection", ENDED)
            self._pool.give_back(self._connection)
        if isinstance(error, STALE):
            await self._pool.forget_statements()
        if error is None and isinstance(self._tx, Tx | PlatformTx):
            self._signals.emit(self._tx.signals)


class _Ended:
    """In place of a connection that was given back."""

    def __getattr__(self, name: str) -> NoReturn:
        raise asyncpg.InterfaceError(f"{name}: the transaction has ended")


ENDED = _Ended()


async def _commit(connection: Connection) -> None:
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
