"""Real PostgreSQL, real roles: tests connect as the app's role, which row-level security binds."""

import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import asyncpg
import pytest

from galleria.app import REACTIONS
from galleria.base.context import Actor, Context
from galleria.base.database import Database, open_database
from galleria.base.ids import new_id
from galleria.base.tx import ReadTx, Tx, directory_transaction, platform_transaction, transaction
from galleria.base.urls import derived_url
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrator import migrate
from galleria.tenants import PERMISSIONS


@pytest.fixture(scope="session")
async def server_url() -> AsyncIterator[str]:
    """A PostgreSQL of this test process with every migration applied; the administrator's URL."""
    with throwaway_postgres(careless=True) as address:
        await migrate(address.url, passwords_from=address.url, note=lambda _: None)
        yield address.url


@pytest.fixture(scope="session")
async def database(server_url: str) -> AsyncIterator[Database]:
    app, platform = (
        derived_url(server_url, role) for role in ("galleria_app", "galleria_platform")
    )
    database = await open_database(app, platform, reactions=REACTIONS)
    yield database
    await database.close()


@pytest.fixture
async def context(database: Database) -> Context:
    """An organization nobody else uses, so tests never share rows and can run in parallel."""
    return await given_organization(database)


@pytest.fixture
async def tx(database: Database, context: Context) -> AsyncIterator[Tx]:
    async with transaction(database, context) as tx:
        yield tx


@pytest.fixture
async def other_tx(database: Database) -> AsyncIterator[Tx]:
    """A transaction of another organization, to prove that neither sees the other."""
    async with transaction(database, await given_organization(database)) as tx:
        yield tx


@pytest.fixture
async def directory_tx(database: Database, context: Context) -> AsyncIterator[Tx]:
    async with directory_transaction(database, context) as tx:
        yield tx


@pytest.fixture
def statements(tx: Tx) -> Iterator[list[str]]:
    """Every SQL text sent through `tx`, in order."""
    with recorded_statements(tx) as seen:
        yield seen


class recorded_statements:
    """Collect the SQL texts sent through one transaction."""

    def __init__(self, tx: ReadTx) -> None:
        self._connection = tx.connection
        self._seen: list[str] = []

    def _saw(self, record: asyncpg.connection.LoggedQuery) -> None:
        self._seen.append(record.query)

    def __enter__(self) -> list[str]:
        self._connection.add_query_logger(self._saw)
        return self._seen

    def __exit__(self, *_: object) -> None:
        self._connection.remove_query_logger(self._saw)


async def given_organization(database: Database, *, tier: str = "standard") -> Context:
    """Insert an organization and return a context inside it that may do everything."""
    org_id, slug = new_id(), f"test-{secrets.token_hex(8)}"
    now = datetime.now(UTC)
    async with platform_transaction(database) as platform:
        await platform.connection.execute(
            "INSERT INTO organization VALUES ($1, $2, $3, 'active', $4)", org_id, slug, tier, now
        )
        await platform.connection.execute(
            "INSERT INTO directory_organization VALUES ($1, $2)", slug, org_id
        )
        await platform.connection.execute("INSERT INTO event_feed VALUES ($1, 0)", org_id)
    context = Context(
        org_id,
        Actor("member", new_id()),
        "test-request",
        now,
        tier,
        PERMISSIONS,
    )
    async with transaction(database, context) as tx:
        await tx.connection.execute(
            """INSERT INTO organization_profile (org_id, name, created_at, updated_at)
               VALUES ($1, 'Test', $2, $2)""",
            org_id, now,
        )  # fmt: skip
    return context


async def forget_jobs(database: Database) -> None:
    """Delete what tests before left to be done: their gateways and receivers are gone."""
    async with platform_transaction(database) as platform:
        await platform.connection.execute("DELETE FROM job")
