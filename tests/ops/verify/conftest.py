"""A migrated database for the proof, and two organizations with a row in every table."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from galleria.base.config import Settings
from galleria.ops.verify.isolation.attacks.run import Field
from galleria.ops.verify.isolation.catalog import read_catalog
from galleria.ops.verify.isolation.rows import plant
from galleria.ops.verify.isolation.scratch import scratch_database


@pytest.fixture(scope="session")
async def scratch(server_url: str) -> AsyncIterator[Settings]:
    """A database of this version on the tests' server."""
    async with scratch_database(Settings(database_url=server_url)) as settings:
        yield settings


@pytest.fixture(scope="session")
async def field(scratch: Settings) -> Field:
    """Two organizations with a row in every table."""
    connection = await asyncpg.connect(scratch.database_url)
    catalog = await read_catalog(connection)
    field = Field(catalog, await plant(connection, catalog), await plant(connection, catalog))
    await connection.close()
    return field


@pytest.fixture
async def undone(scratch: Settings) -> AsyncIterator[asyncpg.Connection]:
    """The administrator's connection, in a transaction that is rolled back."""
    connection = await asyncpg.connect(scratch.database_url)
    await connection.transaction().start()
    yield connection
    await connection.close()
