"""Customers are asked over HTTP, in a shop of their own organization; nobody works beside."""

import httpx
import pytest

from tests.customers.given import Shopfront, given_shopfront
from tests.journeys.conftest import Merchant
from tests.listing.conftest import app, merchant, other, shopper

__all__ = ["app", "merchant", "other", "shopper"]


@pytest.fixture
async def shop(merchant: Merchant, shopper: httpx.AsyncClient) -> Shopfront:
    return await given_shopfront(merchant, shopper)


@pytest.fixture
async def other_shop(other: Merchant, shopper: httpx.AsyncClient) -> Shopfront:
    return await given_shopfront(other, shopper)
