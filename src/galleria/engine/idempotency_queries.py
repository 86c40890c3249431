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


@query
async def begin_key(tx: Tx, *, key: str) -> KeyRow: ...


@query
async def insert_record(
    tx: Tx, *, key: str, fingerprint: bytes, status: int, headers: Raw, body: bytes
) -> None: ...
