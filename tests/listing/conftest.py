"""Shops are also asked over HTTP, as the journeys do."""

from tests.journeys.conftest import app, merchant, other, shopper

__all__ = ["app", "merchant", "other", "shopper"]
