"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class Location(Struct, frozen=True):
    """Where stock is. Stores that chose none sell from every active one, by their positions."""

    location_id: UUID
    code: str
    name: str
    address: Raw
    position: int
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ChosenLocation(Struct, frozen=True):
    location_id: UUID
    code: str
    name: str
    is_active: bool


@query
async def insert_location(
    tx: Tx,
    *,
    location_id: UUID,
    code: str,
    name: str,
    address: Raw,
    position: int,
    now: datetime,
) -> Location | None: ...


@query
async def locations_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[Location]: ...


@query
async def find_location(tx: ReadTx, *, location_id: UUID) -> Location | None: ...


@query
async def lock_location(tx: Tx, *, location_id: UUID) -> Location | None: ...


@query
async def hold_locations(tx: Tx, *, rows_max: int) -> list[Location]: ...


@query
async def update_location(
    tx: Tx,
    *,
    location_id: UUID,
    code: str,
    name: str,
    address: Raw,
    position: int,
    is_active: bool,
    now: datetime,
) -> Location: ...


@query
async def code_is_taken(tx: ReadTx, *, location_id: UUID, code: str) -> bool: ...


@query
async def location_in_use(tx: ReadTx, *, location_id: UUID) -> bool: ...


@query
async def locations_of_store(tx: ReadTx, *, store_id: UUID) -> list[ChosenLocation]: ...


@query
async def lock_store(tx: Tx, *, store_id: UUID) -> UUID | None: ...


@query
async def store_is_there(tx: ReadTx, *, store_id: UUID) -> bool: ...


@query
async def delete_store_locations(tx: Tx, *, store_id: UUID) -> None: ...


@query
async def insert_store_locations(tx: Tx, *, store_id: UUID, location_ids: list[UUID]) -> None: ...
