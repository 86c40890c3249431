"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.webhooks.rows import WebhookEndpoint


@query
async def insert_endpoint(
    tx: Tx,
    *,
    endpoint_id: UUID,
    url: str,
    description: str,
    types: list[str],
    patterns: list[str],
    is_active: bool,
    keys: bytes,
    public_key: str,
    now: datetime,
) -> None: ...


@query
async def count_endpoints(tx: ReadTx) -> int: ...


@query
async def find_endpoint(
    tx: ReadTx, *, endpoint_id: UUID, now: datetime
) -> WebhookEndpoint | None: ...


@query
async def lock_endpoint(tx: Tx, *, endpoint_id: UUID, now: datetime) -> WebhookEndpoint | None: ...


@query
async def endpoints_after(
    tx: ReadTx, *, after: UUID, rows_max: int, now: datetime
) -> list[WebhookEndpoint]: ...


@query
async def update_endpoint(
    tx: Tx,
    *,
    endpoint_id: UUID,
    url: str,
    description: str,
    types: list[str],
    patterns: list[str],
    is_active: bool,
    now: datetime,
) -> None: ...


@query
async def rotate_keys(
    tx: Tx,
    *,
    endpoint_id: UUID,
    keys: bytes,
    public_key: str,
    overlap_s: float,
    now: datetime,
) -> None: ...


@query
async def delete_endpoint_row(tx: Tx, *, endpoint_id: UUID) -> None: ...
