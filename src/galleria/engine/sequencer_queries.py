"""Typed doors to sequencer_queries.sql."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx


class PlacedFeed(Struct, frozen=True):
    """`events` is how many events were placed; `is_awaited` when a listener wants one of them."""

    org_id: UUID
    events: int
    is_awaited: bool


class UndeliveredFeed(Struct, frozen=True):
    org_id: UUID
    tier: Tier
    delivered_position: int
    last_position: int
    is_followed: bool


@platform_query
async def place_events(tx: PlatformTx, *, listened: list[str], limit: int) -> list[PlacedFeed]: ...


@platform_query
async def undelivered_feeds(
    tx: PlatformTx, *, resting: list[UUID], limit: int
) -> list[UndeliveredFeed]: ...
