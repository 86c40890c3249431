"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.payments.rows import Payment, PaymentRow, PaymentStatus, Wanted


class Place(Struct, frozen=True):
    """Which payment it is, and of which order: neither ever changes."""

    payment_id: UUID
    order_id: UUID


class Tally(Struct, frozen=True):
    """How many starts are counted, and for how many seconds more."""

    starts: int
    left_s: int


class Written(Struct, frozen=True):
    """A payment's new version."""

    payment_id: UUID
    version: int
    updated_at: datetime


class Buyer(Struct, frozen=True):
    """For the gateway's page."""

    order_number: str
    customer_name: str
    customer_email: str
    shop_name: str


@query
async def lock_payments(tx: Tx, *, order_ids: list[UUID]) -> list[PaymentRow]: ...


@query
async def find_payment(tx: ReadTx, *, payment_id: UUID) -> PaymentRow | None: ...


@query
async def find_place(
    tx: ReadTx,
    *,
    account_id: UUID,
    payment_id: UUID | None,
    gateway_ref: str | None,
    gateway_payment_id: str | None,
) -> Place | None: ...


@query
async def payments_after(
    tx: ReadTx,
    *,
    before: UUID,
    order_id: UUID | None,
    state: PaymentStatus | None,
    rows_max: int,
) -> list[Payment]: ...


@query
async def insert_payments(
    tx: Tx,
    *,
    payment_ids: list[UUID],
    order_ids: list[UUID],
    store_ids: list[UUID],
    account_ids: list[UUID | None],
    methods: list[str],
    states: list[str],
    amounts: list[int],
    currencies: list[str],
    references: list[str],
    givens: list[int | None],
    return_urls: list[str],
    captured_ats: list[datetime | None],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
    request_ids: list[str],
) -> None: ...


@query
async def write_payments(
    tx: Tx,
    *,
    payment_ids: list[UUID],
    states: list[PaymentStatus],
    captured: list[int],
    refunded: list[int],
    received_currencies: list[str | None],
    are_late: list[bool],
    gateway_payment_ids: list[str | None],
    failure_codes: list[str | None],
    failure_details: list[str | None],
    captured_ats: list[datetime | None],
    wanteds: list[Wanted | None],
) -> list[Written]: ...


@query
async def keep_begun(tx: Tx, *, payment_id: UUID, gateway_ref: str, action: Raw) -> None: ...


@query
async def count_start(tx: Tx, *, subject: str, window_s: int) -> Tally: ...


@query
async def forget_tallies(tx: Tx, *, window_s: int) -> None: ...


@query
async def find_buyer(tx: ReadTx, *, order_id: UUID) -> Buyer | None: ...
