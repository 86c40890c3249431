"""Typed doors to partition_queries.sql."""

from datetime import datetime

from galleria.base.sql import platform_query
from galleria.base.tx import PlatformTx


@platform_query
async def wait_briefly_for_locks(tx: PlatformTx) -> str: ...


@platform_query
async def clock(tx: PlatformTx) -> datetime: ...


@platform_query
async def make_partitions(tx: PlatformTx, *, now: datetime) -> list[str]: ...


@platform_query
async def drop_idempotency_before(tx: PlatformTx, *, before: datetime) -> int: ...
