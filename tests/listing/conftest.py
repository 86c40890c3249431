"""Shops are also asked over HTTP, as the journeys do; but nobody works beside."""

import io
from collections.abc import AsyncIterator

import pytest

from galleria.app import serving
from galleria.base.config import Settings
from galleria.base.log import Log
from galleria.base.shell import App
from tests.journeys.conftest import merchant, other, shopper

__all__ = ["merchant", "other", "shopper"]


@pytest.fixture(scope="session")
async def app(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    # A worker here would do the journeys' jobs, whose files are in another folder.
    settings = Settings(database_url=server_url, data=tmp_path_factory.mktemp("data"))
    async with serving(settings, Log(io.StringIO()), with_worker=False) as app:
        yield app
