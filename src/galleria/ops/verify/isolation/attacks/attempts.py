"""One attempt at the database as a role inside an organization, undone at once."""

import io
from uuid import UUID

import asyncpg
from msgspec import Struct

from galleria.ops.roles import Connection

DENIED = "42501"  # No privilege, or a new row that the policy refuses.
UNSUPPORTED = "0A000"  # COPY into a table under row-level security.
NO_SUCH_KEY = "23503"
NOT_UNIQUE = "23505"


class Outcome(Struct, frozen=True):
    """How many rows were seen or changed, or the SQLSTATE and constraint that stopped it."""

    rows: int = 0
    state: str = ""
    constraint: str = ""

    def __str__(self) -> str:
        return f"SQLSTATE {self.state} {self.constraint}" if self.state else f"{self.rows} rows"


class Intruder(Struct, frozen=True):
    """A session with an open transaction; the administrator's takes the role on, others have it."""

    connection: Connection
    role: str
    is_administrator: bool

    async def attempt(self, sql: str, *, inside: UUID | None) -> Outcome:
        """Run one statement inside an organization (None: with none named); nothing stays."""
        await self.connection.execute(self._enter(inside))
        try:
            tag = await self.connection.execute(sql)
            outcome = Outcome(int(tag.rpartition(" ")[2]) if tag[-1:].isdigit() else 1)
        except asyncpg.PostgresError as error:
            outcome = _outcome(error)
        await self._leave()
        return outcome

    async def copy_in(self, table: str, *, inside: UUID) -> Outcome:
        """Begin a COPY into the table; that it begins at all is one row."""
        await self.connection.execute(self._enter(inside))
        try:
            await self.connection.copy_to_table(table, source=io.BytesIO(b""))
            outcome = Outcome(1)
        except asyncpg.PostgresError as error:
            outcome = _outcome(error)
        await self._leave()
        return outcome

    async def copy_out(self, table: str, *, inside: UUID, victim: UUID) -> Outcome:
        """Copy out whatever is seen; the rows that name the victim count."""
        out = io.BytesIO()
        await self.connection.execute(self._enter(inside))
        try:
            await self.connection.copy_from_query(f"SELECT org_id FROM {table}", output=out)
            outcome = Outcome(out.getvalue().count(str(victim).encode()))
        except asyncpg.PostgresError as error:
            outcome = _outcome(error)
        await self._leave()
        return outcome

    def _enter(self, inside: UUID | None) -> str:
        role = f"SET LOCAL ROLE {self.role}; " if self.is_administrator else ""
        org_id = "" if inside is None else str(inside)
        return f"SAVEPOINT attempt; {role}SET LOCAL app.org_id = '{org_id}'"

    async def _leave(self) -> None:
        await self.connection.execute("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")


def _outcome(error: asyncpg.PostgresError) -> Outcome:
    return Outcome(0, error.sqlstate or "?", getattr(error, "constraint_name", None) or "")
