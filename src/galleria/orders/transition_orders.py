"""Cancel, begin and deliver many orders in one call; every row is answered for."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import BulkMode, BulkOutcome, RowOutcome, RowStatus, settle
from galleria.base.refusals import FieldError, Refusal
from galleria.base.tx import Tx
from galleria.orders.cancel import Cancellation, Reason, cancel_orders
from galleria.orders.deliver import Delivery, deliver_orders
from galleria.orders.life import Life
from galleria.orders.life_queries import lock_orders
from galleria.orders.start_processing import Starting, start_processing_orders

TRANSITIONS_MAX = 200

Version = Annotated[int, Meta(ge=1, le=2**53, description="The version you read.")]
Transition = Literal["cancel", "process", "deliver"]
_STATUS: dict[str, RowStatus] = {"not_found": "not_found", "stale": "stale"}
_Results = dict[int, Life | Refusal]


class OrderTransition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to become of an order; `version` as it was read, when that matters."""

    order_id: UUID
    transition: Transition
    version: Version | None = None
    reason: Reason = ""


class OrderTransitions(Struct, frozen=True, forbid_unknown_fields=True):
    """Each order once."""

    rows: Annotated[list[OrderTransition], Meta(min_length=1, max_length=TRANSITIONS_MAX)]


async def transition_orders(tx: Tx, *, body: OrderTransitions, query: BulkMode) -> BulkOutcome:
    """Do all transitions, or with ?partial=true those that are allowed. BulkRefused names the rest.

    A fixed number of statements, however many rows.
    """
    repeated = _repeated(body.rows)
    rows = {at: row for at, row in enumerate(body.rows) if at not in repeated}
    # All at once, so that they are locked in the order of their ids whatever becomes of them.
    await lock_orders(tx, order_ids=[row.order_id for row in rows.values()])
    results: _Results = {**repeated, **await _cancelled(tx, _these(rows, "cancel"))}
    results |= await _started(tx, _these(rows, "process"))
    results |= await _delivered(tx, _these(rows, "deliver"))
    # What reacts (a refund) may have written them, too.
    after = await lock_orders(tx, order_ids=[row.order_id for row in rows.values()])
    versions = {head.order_id: head.version for head in after}
    outcomes = [_outcome(at, row, results[at], versions) for at, row in enumerate(body.rows)]
    return settle(outcomes, partial=query.partial)


class Repeated(Refusal):
    code = "repeated"
    status = 422
    title = "Another row of this call names the same"


def _repeated(rows: list[OrderTransition]) -> _Results:
    seen: set[UUID] = set()
    repeated: _Results = {}
    for at, row in enumerate(rows):
        if row.order_id in seen:
            repeated[at] = Repeated("Another row of this call is about the same order.")
        seen.add(row.order_id)
    return repeated


def _these(rows: dict[int, OrderTransition], wanted: Transition) -> dict[int, OrderTransition]:
    return {at: row for at, row in rows.items() if row.transition == wanted}


async def _cancelled(tx: Tx, rows: dict[int, OrderTransition]) -> _Results:
    wanted = [Cancellation(row.order_id, row.reason, row.version) for row in rows.values()]
    return dict(zip(rows, await cancel_orders(tx, wanted) if wanted else [], strict=True))


async def _started(tx: Tx, rows: dict[int, OrderTransition]) -> _Results:
    wanted = [Starting(row.order_id, row.version) for row in rows.values()]
    return dict(zip(rows, await start_processing_orders(tx, wanted) if wanted else [], strict=True))


async def _delivered(tx: Tx, rows: dict[int, OrderTransition]) -> _Results:
    wanted = [Delivery(row.order_id, row.version) for row in rows.values()]
    return dict(zip(rows, await deliver_orders(tx, wanted) if wanted else [], strict=True))


def _outcome(
    at: int, row: OrderTransition, result: Life | Refusal, versions: dict[UUID, int]
) -> RowOutcome:
    if isinstance(result, Life):
        return RowOutcome(at, "updated", row.order_id, versions[row.order_id])
    version = result.facts.get("version")
    return RowOutcome(
        at,
        _STATUS.get(result.code, "refused"),
        row.order_id,
        version if isinstance(version, int) else None,
        [FieldError("/transition", result.code, result.detail)] if result.detail else [],
    )
