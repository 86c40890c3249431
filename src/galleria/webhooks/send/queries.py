"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class Target(Struct, frozen=True):
    """Where to send, and what with; keys are sealed."""

    url: str
    is_active: bool
    keys: bytes
    previous_keys: bytes | None
    exhausted: int
    settings: str


class Due(Struct, frozen=True):
    """A delivery to send now, with its event."""

    event_id: UUID
    recorded_at: datetime
    attempt: int
    due_at: datetime
    type: str
    position: int | None
    subject_id: UUID | None
    facts: Raw


@query
async def find_target(tx: ReadTx, *, endpoint_id: UUID) -> Target | None: ...


@query
async def due_deliveries(
    tx: ReadTx, *, endpoint_id: UUID, in_hand: list[UUID], limit: int
) -> list[Due]: ...


@query
async def next_due_s(tx: ReadTx, *, endpoint_id: UUID) -> float | None: ...


@query
async def write_outcomes(
    tx: Tx,
    *,
    endpoint_id: UUID,
    event_ids: list[UUID],
    recorded_ats: list[datetime],
    due_ats: list[datetime],
    states: list[str],
    attempts: list[int],
    waits_s: list[float | None],
    tries: list[Raw],
) -> None: ...


@query
async def count_exhausted(
    tx: Tx, *, endpoint_id: UUID, is_accepted: bool, given_up: int
) -> int | None: ...


@query
async def disable_endpoint(tx: Tx, *, endpoint_id: UUID, reason: str) -> str | None: ...
