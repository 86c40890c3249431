"""Orders are also asked for over HTTP, by staff and by customers; nobody works beside."""

import httpx
import pytest

from tests.customers.given import Shopfront, given_shopfront
from tests.journeys.conftest import Merchant
from tests.listing.conftest import app, merchant, other, shopper

__all__ = ["app", "merchant", "other", "shopper"]


@pytest.fixture
async def front(merchant: Merchant, shopper: httpx.AsyncClient) -> Shopfront:
    """A shop that is open, and sells nothing yet."""
    return await given_shopfront(merchant, shopper)


@pytest.fixture
async def other_front(other: Merchant, shopper: httpx.AsyncClient) -> Shopfront:
    """A shop of another organization."""
    return await given_shopfront(other, shopper)
