"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.attributes.rules import AttributeKind, Definition


class Attribute(Struct, frozen=True):
    """What products may say of themselves under `key`; `choices` of a choice only."""

    attribute_id: UUID
    key: str
    name: str
    kind: AttributeKind
    unit: str | None
    choices: list[str]
    is_filterable: bool
    is_required: bool
    sort_order: int
    version: int
    created_at: datetime
    updated_at: datetime


@query
async def attribute_definitions(tx: ReadTx) -> list[Definition]: ...


@query
async def attributes_after(
    tx: ReadTx, *, sort_order: int, key: str, rows_max: int
) -> list[Attribute]: ...


@query
async def find_attribute(tx: ReadTx, *, attribute_id: UUID) -> Attribute | None: ...


@query
async def lock_attribute(tx: Tx, *, attribute_id: UUID) -> Attribute | None: ...


@query
async def count_attributes(tx: ReadTx) -> int: ...


@query
async def insert_attribute(
    tx: Tx,
    *,
    attribute_id: UUID,
    key: str,
    name: str,
    kind: AttributeKind,
    unit: str | None,
    choices: list[str],
    is_filterable: bool,
    is_required: bool,
    sort_order: int,
    now: datetime,
) -> Attribute | None: ...


@query
async def update_attribute(
    tx: Tx,
    *,
    attribute_id: UUID,
    name: str,
    unit: str | None,
    choices: list[str],
    is_filterable: bool,
    is_required: bool,
    sort_order: int,
    now: datetime,
) -> Attribute: ...


@query
async def delete_attribute_row(tx: Tx, *, attribute_id: UUID) -> None: ...


@query
async def products_with(tx: ReadTx, *, key: str, choices: list[str] | None) -> int: ...
