"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx

PolicyName = Literal["deny", "backorder", "preorder"]


class Policy(Struct, frozen=True):
    """How a variant is sold when none is free.

    `is_tracked` null: it is counted as soon as it has stock; false: it sells without limit.
    """

    variant_id: UUID
    policy: PolicyName
    is_tracked: bool | None
    backorder_max: int | None
    available_from: datetime | None
    low_stock_at: int | None
    version: int
    updated_at: datetime


class ListedPolicy(Struct, frozen=True):
    variant_id: UUID
    product_id: UUID
    catalog_id: UUID
    name: str
    sku: str | None
    policy: PolicyName
    is_tracked: bool | None
    backorder_max: int | None
    available_from: datetime | None
    low_stock_at: int | None
    version: int
    updated_at: datetime


class PolicyRow(Struct, frozen=True):
    variant_id: UUID
    policy: PolicyName
    is_tracked: bool | None
    backorder_max: int | None
    available_from: datetime | None
    low_stock_at: int | None


@query
async def policies_of(tx: ReadTx, *, variant_ids: list[UUID]) -> list[Policy]: ...


@query
async def put_policies(tx: Tx, *, rows: list[PolicyRow], now: datetime) -> None: ...


@query
async def policies_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[ListedPolicy]: ...
