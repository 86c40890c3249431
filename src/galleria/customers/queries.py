"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.customers.fields import CustomerState

BEFORE_ALL = UUID(int=0)
AddressList = Annotated[Raw, Meta(extra_json_schema={"type": "array"}, examples=[[]])]


class Registration(Struct, frozen=True):
    """Whose address it is, and whether they have shown that."""

    customer_id: UUID
    is_verified: bool


class Credentials(Struct, frozen=True):
    """What somebody signs in with; `password_hash` None: nobody can, with a password."""

    customer_id: UUID
    email: str
    password_hash: str | None
    email_verified_at: datetime | None
    state: CustomerState


class Customer(Struct, frozen=True):
    """A customer as staff and they themselves see one; never with a password."""

    customer_id: UUID
    email: str
    email_verified_at: datetime | None
    name: str
    phone: str
    addresses: AddressList
    state: CustomerState
    version: int
    created_at: datetime
    updated_at: datetime


@query
async def upsert_registration(
    tx: Tx, *, customer_id: UUID, email: str, name: str, password_hash: str, now: datetime
) -> Registration: ...


@query
async def credentials_by_email(tx: ReadTx, *, email: str) -> Credentials | None: ...


@query
async def credentials_of(tx: ReadTx, *, customer_id: UUID) -> Credentials | None: ...


@query
async def lock_credentials(tx: Tx, *, customer_id: UUID) -> Credentials | None: ...


@query
async def set_credentials(
    tx: Tx, *, customer_id: UUID, password_hash: str, verified_at: datetime | None, now: datetime
) -> None: ...


@query
async def insert_customer(
    tx: Tx,
    *,
    customer_id: UUID,
    email: str,
    email_verified_at: datetime | None,
    name: str,
    phone: str,
    password_hash: str | None,
    addresses: Raw,
    now: datetime,
) -> Customer | None: ...


@query
async def find_customer(tx: ReadTx, *, customer_id: UUID) -> Customer | None: ...


@query
async def lock_customer(tx: Tx, *, customer_id: UUID) -> Customer | None: ...


@query
async def update_customer(
    tx: Tx,
    *,
    customer_id: UUID,
    email: str,
    email_verified_at: datetime | None,
    name: str,
    phone: str,
    addresses: Raw,
    state: CustomerState,
    now: datetime,
) -> Customer: ...


@query
async def customers_after(tx: ReadTx, *, after: UUID, rows_max: int) -> list[Customer]: ...


@query
async def customers_found(
    tx: ReadTx, *, prefix: str, after: UUID, rows_max: int
) -> list[Customer]: ...
