"""Typed door to everywhere_queries.sql."""

from msgspec import Raw

from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx


@platform_query
async def enqueue_for_each(
    tx: PlatformTx, *, kind: str, payload: Raw, priority: int, attempts_max: int
) -> None: ...
