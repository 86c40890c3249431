"""A courier's turn at the database: what was is written, and what is due fetched."""

from uuid import UUID

from msgspec import Struct

from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.webhooks.events import WebhookEndpointDisabled
from galleria.webhooks.rules import EXHAUSTED_MAX
from galleria.webhooks.send.outcome import Outcome
from galleria.webhooks.send.queries import (
    Due,
    Target,
    count_exhausted,
    disable_endpoint,
    due_deliveries,
    find_target,
    next_due_s,
    write_outcomes,
)


class Brought(Struct, frozen=True):
    """What came of the sending since the last turn."""

    outcomes: list[Outcome]
    is_accepted: bool
    is_gone: bool


class Turn(Struct, frozen=True):
    """`target` None: the endpoint was deleted. `next_s`: when something is due that is not yet."""

    target: Target | None
    due: list[Due]
    next_s: float | None


async def take_turn(
    tx: Tx, *, endpoint_id: UUID, brought: Brought, in_hand: list[UUID], limit: int
) -> Turn:
    """Write the outcomes, disable the endpoint if they say so, and fetch what is due.

    At most 6 statements, whatever their number.
    """
    target = await find_target(tx, endpoint_id=endpoint_id)
    if brought.outcomes:
        await _write(tx, endpoint_id, brought.outcomes)
    if target is None:
        return Turn(None, [], None)
    if await _is_disabled(tx, endpoint_id, target, brought):
        return Turn(None, [], None)
    if limit <= 0 or not target.is_active:
        return Turn(target, [], None)
    due = await due_deliveries(tx, endpoint_id=endpoint_id, in_hand=in_hand, limit=limit)
    # Where something is due, there is another turn soon: no need to know what comes later.
    next_s = None if due else await next_due_s(tx, endpoint_id=endpoint_id)
    return Turn(target, due, next_s)


async def _write(tx: Tx, endpoint_id: UUID, outcomes: list[Outcome]) -> None:
    # In the order of their keys, as whoever else changes several.
    ordered = sorted(outcomes, key=lambda outcome: outcome.event_id)
    await write_outcomes(
        tx,
        endpoint_id=endpoint_id,
        event_ids=[it.event_id for it in ordered],
        recorded_ats=[it.recorded_at for it in ordered],
        due_ats=[it.due_at for it in ordered],
        states=[it.state for it in ordered],
        attempts=[it.attempt for it in ordered],
        waits_s=[it.wait_s for it in ordered],
        tries=[it.tried for it in ordered],
    )


async def _is_disabled(tx: Tx, endpoint_id: UUID, target: Target, brought: Brought) -> bool:
    given_up = sum(it.state == "failed" for it in brought.outcomes)
    exhausted = target.exhausted
    if given_up or (brought.is_accepted and exhausted):
        exhausted = await count_exhausted(
            tx, endpoint_id=endpoint_id, is_accepted=brought.is_accepted, given_up=given_up
        )
    if not brought.is_gone and (exhausted or 0) < EXHAUSTED_MAX:
        return False
    reason = "gone" if brought.is_gone else "failing"
    url = await disable_endpoint(tx, endpoint_id=endpoint_id, reason=reason)
    if url is not None:
        await record(tx, [WebhookEndpointDisabled(endpoint_id, url, reason)])
    return True
