"""Carts are asked over HTTP; nobody works beside."""

import httpx
import pytest

from galleria.base.database import Database
from tests.checkout.given import Stall, given_stall
from tests.listing.conftest import app, merchant, other, shopper

__all__ = ["app", "merchant", "other", "shopper"]


@pytest.fixture
async def stall(app: object, database: Database, shopper: httpx.AsyncClient) -> Stall:
    return await given_stall(database, shopper)


@pytest.fixture
async def other_stall(app: object, database: Database, shopper: httpx.AsyncClient) -> Stall:
    return await given_stall(database, shopper)
