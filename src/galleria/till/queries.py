"""Typed doors to queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx

EntryKind = Literal["float", "sale", "refund", "pay_in", "pay_out"]
Method = Literal["cash", "card_terminal", "manual"]


class Till(Struct, frozen=True):
    """A place where a store takes money."""

    till_id: UUID
    store_id: UUID
    code: str
    name: str
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime


class Shift(Struct, frozen=True):
    """The time between two counts of a till's cash; what is null is known when it is closed."""

    shift_id: UUID
    till_id: UUID
    store_id: UUID
    state: Literal["open", "closed"]
    currency: str
    opened_by: UUID | None
    opened_at: datetime
    closed_by: UUID | None
    closed_at: datetime | None
    counted_minor: int | None
    expected_minor: int | None
    difference_minor: int | None
    difference_reason: str
    version: int


class TillNow(Struct, frozen=True):
    """A till and the shift that is open there."""

    till_id: UUID
    store_id: UUID
    is_active: bool
    shift_id: UUID


class HeldShift(Struct, frozen=True):
    shift_id: UUID
    till_id: UUID
    state: str


class EntrySum(Struct, frozen=True):
    """What went through a till in one way; what left it is negative."""

    kind: EntryKind
    method: Method
    entries: int
    amount_minor: int


class TillEntry(Struct, frozen=True):
    """One amount that went into a till, or out of it (negative)."""

    entry_id: UUID
    kind: EntryKind
    method: Method
    amount_minor: int
    order_id: UUID | None
    reason: str
    actor_kind: str
    actor_id: UUID | None
    recorded_at: datetime


class PostedBill(Struct, frozen=True):
    till_id: UUID
    bill_key: str
    fingerprint: bytes
    outcome: Raw | None


@query
async def insert_till(
    tx: Tx, *, till_id: UUID, store_id: UUID, code: str, name: str, now: datetime
) -> Till | None: ...


@query
async def find_till(tx: ReadTx, *, till_id: UUID) -> Till | None: ...


@query
async def lock_till(tx: Tx, *, till_id: UUID) -> Till | None: ...


@query
async def update_till(
    tx: Tx, *, till_id: UUID, name: str, is_active: bool, now: datetime
) -> Till: ...


@query
async def tills_after(
    tx: ReadTx, *, after: UUID, store_id: UUID | None, rows_max: int
) -> list[Till]: ...


@query
async def insert_shift(
    tx: Tx,
    *,
    shift_id: UUID,
    till_id: UUID,
    store_id: UUID,
    opened_by: UUID | None,
    now: datetime,
) -> Shift | None: ...


@query
async def find_shift(tx: ReadTx, *, shift_id: UUID) -> Shift | None: ...


@query
async def lock_shift(tx: Tx, *, shift_id: UUID) -> Shift | None: ...


@query
async def close_shift_row(
    tx: Tx,
    *,
    shift_id: UUID,
    closed_by: UUID | None,
    counted_minor: int,
    expected_minor: int,
    reason: str,
    now: datetime,
) -> Shift: ...


@query
async def shifts_before(
    tx: ReadTx, *, till_id: UUID, before: UUID | None, rows_max: int
) -> list[Shift]: ...


@query
async def hold_open_shifts(tx: Tx, *, till_ids: list[UUID]) -> list[TillNow]: ...


@query
async def hold_shifts(tx: Tx, *, shift_ids: list[UUID]) -> list[HeldShift]: ...


@query
async def insert_entries(
    tx: Tx,
    *,
    entry_ids: list[UUID],
    shift_ids: list[UUID],
    kinds: list[EntryKind],
    methods: list[Method],
    amounts_minor: list[int],
    order_ids: list[UUID | None],
    reasons: list[str],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
) -> None: ...


@query
async def entry_sums(tx: ReadTx, *, shift_id: UUID) -> list[EntrySum]: ...


@query
async def entries_after(
    tx: ReadTx, *, shift_id: UUID, after: UUID | None, rows_max: int
) -> list[TillEntry]: ...


@query
async def insert_approval(
    tx: Tx,
    *,
    approval_id: UUID,
    till_id: UUID,
    code_hash: bytes,
    approved_by: UUID | None,
    life_s: int,
) -> datetime: ...


@query
async def use_approvals(
    tx: Tx, *, till_ids: list[UUID], code_hashes: list[bytes]
) -> list[bytes]: ...


@query
async def give_back_approvals(
    tx: Tx, *, till_ids: list[UUID], code_hashes: list[bytes]
) -> None: ...


@query
async def take_bills(
    tx: Tx,
    *,
    till_ids: list[UUID],
    bill_keys: list[str],
    fingerprints: list[bytes],
    order_ids: list[UUID],
) -> list[UUID]: ...


@query
async def posted_bills(
    tx: Tx, *, till_ids: list[UUID], bill_keys: list[str]
) -> list[PostedBill]: ...


@query
async def write_outcomes(
    tx: Tx, *, till_ids: list[UUID], bill_keys: list[str], outcomes: list[Raw]
) -> None: ...


@query
async def drop_bills(tx: Tx, *, till_ids: list[UUID], bill_keys: list[str]) -> None: ...
