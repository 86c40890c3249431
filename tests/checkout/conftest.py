"""Carts are asked over HTTP; nobody works beside."""

from pathlib import Path

import httpx
import pytest

from galleria.base.database import Database
from galleria.engine.storage import Storage, folder_storage
from tests.checkout.given import Stall, given_stall
from tests.listing.conftest import app, merchant, other, shopper

__all__ = ["app", "merchant", "other", "shopper"]


@pytest.fixture
async def stall(app: object, database: Database, shopper: httpx.AsyncClient) -> Stall:
    return await given_stall(database, shopper)


@pytest.fixture
async def other_stall(app: object, database: Database, shopper: httpx.AsyncClient) -> Stall:
    return await given_stall(database, shopper)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return folder_storage(tmp_path / "objects")
