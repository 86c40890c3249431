"""Payments are asked over HTTP and paid at the sandbox, with a worker beside."""

import io
from collections.abc import AsyncIterator

import pytest

from galleria.app import serving
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.shell import App
from tests.conftest import forget_jobs
from tests.payments.counter import Counter, open_counter


@pytest.fixture(scope="module")
async def app(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    settings = Settings(
        database_url=server_url, data=tmp_path_factory.mktemp("data"), allow_private_targets=True
    )
    async with serving(settings, Log(io.StringIO()), with_worker=True) as app:
        yield app


@pytest.fixture
async def counter(app: App, database: Database) -> AsyncIterator[Counter]:
    await forget_jobs(database)
    async with open_counter(app, database) as counter:
        yield counter
