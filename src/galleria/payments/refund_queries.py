"""Typed doors to refund_queries.sql."""

from uuid import UUID

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx
from galleria.payments.rows import Refund, RefundState


@query
async def refunds_of(tx: ReadTx, *, payment_ids: list[UUID]) -> list[Refund]: ...


@query
async def find_refund(tx: ReadTx, *, refund_id: UUID) -> Refund | None: ...


@query
async def insert_refunds(
    tx: Tx,
    *,
    refund_ids: list[UUID],
    payment_ids: list[UUID],
    order_ids: list[UUID],
    states: list[RefundState],
    causes: list[str],
    amounts: list[int],
    currencies: list[str],
    reasons: list[str],
    gateway_refund_ids: list[str | None],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
    request_ids: list[str],
) -> None: ...


@query
async def write_refunds(
    tx: Tx,
    *,
    refund_ids: list[UUID],
    states: list[RefundState],
    gateway_refund_ids: list[str | None],
    failure_codes: list[str | None],
    failure_details: list[str | None],
) -> None: ...
