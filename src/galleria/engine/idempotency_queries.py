"""Typed doors to idempotency_queries.sql."""

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import Tx


class KeyRow(Struct, frozen=True):
    """`known` is new, in_flight or recorded; the rest is null unless recorded."""

    known: str
    fingerprint: bytes | None
    status: int | None
    headers: Raw | None
    body: bytes | None


class KnownKeyRow(Struct, frozen=True):
    """A key that is not new: its answer, or nulls while another transaction has it."""

    key: str
    fingerprint: bytes | None
    status: int | None
    headers: Raw | None
    body: bytes | None


@query
async def begin_key(tx: Tx, *, key: str) -> KeyRow: ...


@query
async def begin_keys(tx: Tx, *, keys: list[str]) -> list[KnownKeyRow]: ...


@query
async def insert_records(
    tx: Tx,
    *,
    keys: list[str],
    fingerprints: list[bytes],
    statuses: list[int],
    headers: list[Raw],
    head_nos: list[int],
    bodies: list[bytes],
) -> None: ...
