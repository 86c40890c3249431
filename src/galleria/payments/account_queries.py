"""Typed doors to account_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.payments.gateways.account import CaptureMode, GatewayName


class GatewayAccount(Struct, frozen=True):
    """An account with a gateway. Its secrets are never shown.

    `store_id` null: it serves every store that has none of its own. `is_encrypted`: its secrets are
    sealed with the installation's; false, they are stored as they are (GALLERIA_SECRET is not set).
    """

    account_id: UUID
    store_id: UUID | None
    gateway: GatewayName
    name: str
    public_key: str
    api_url: str
    capture: CaptureMode
    is_active: bool
    is_encrypted: bool
    version: int
    created_at: datetime
    updated_at: datetime


class AccountKeys(Struct, frozen=True):
    """An account as it is stored, its secrets sealed."""

    account_id: UUID
    gateway: GatewayName
    public_key: str
    secrets: bytes
    api_url: str
    capture: CaptureMode
    is_active: bool


@query
async def accounts_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[GatewayAccount]: ...


@query
async def find_account(tx: ReadTx, *, account_id: UUID) -> GatewayAccount | None: ...


@query
async def lock_account(tx: Tx, *, account_id: UUID) -> GatewayAccount | None: ...


@query
async def count_accounts(tx: ReadTx) -> int: ...


@query
async def find_keys(tx: ReadTx, *, account_id: UUID) -> AccountKeys | None: ...


@query
async def choose_account(
    tx: ReadTx, *, store_id: UUID, gateway: str | None, account_id: UUID | None
) -> AccountKeys | None: ...


@query
async def insert_account(
    tx: Tx,
    *,
    account_id: UUID,
    store_id: UUID | None,
    gateway: str,
    name: str,
    public_key: str,
    secrets: bytes,
    api_url: str,
    capture: str,
    is_active: bool,
    now: datetime,
) -> GatewayAccount: ...


@query
async def update_account(
    tx: Tx,
    *,
    account_id: UUID,
    store_id: UUID | None,
    name: str,
    public_key: str,
    secrets: bytes | None,
    api_url: str,
    capture: str,
    is_active: bool,
    now: datetime,
) -> GatewayAccount: ...
