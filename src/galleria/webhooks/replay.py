"""Send again what was sent before: one delivery now, or a window of events by a job."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import Tx
from galleria.engine.event_types import like_pattern
from galleria.engine.events import record
from galleria.engine.feed import id_at
from galleria.engine.jobs import Job, enqueue
from galleria.engine.queues import wake_queues
from galleria.engine.run import JobRun
from galleria.webhooks.delivery_queries import events_to_replay, replay_events, send_again
from galleria.webhooks.events import DeliveriesReplayed
from galleria.webhooks.fan_out import PING
from galleria.webhooks.list import shown
from galleria.webhooks.ping_endpoint import refuse_inactive
from galleria.webhooks.queries import find_endpoint
from galleria.webhooks.rows import Delivery
from galleria.webhooks.rules import TypePatterns

EVENTS_AT_ONCE = 1_000
# Ids are made a moment before the event is recorded.
SLACK_S = 3_600

Moment = Annotated[datetime, Meta(tz=True)]


class NewReplay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events recorded from `recorded_from` on and before `recorded_until` are sent again, those of
    before the endpoint was made, too; with `only_failed`, of those that were given up. `types`
    choose among what the endpoint is sent, and add nothing to it."""  # noqa: D209

    recorded_from: Moment
    recorded_until: Moment
    types: TypePatterns = msgspec.field(default_factory=lambda: ["*"])
    only_failed: bool = False


class AcceptedReplay(Struct, frozen=True):
    """The job that does it, and where to ask how far it is."""

    job_id: UUID
    status_url: str


class ReplayDeliveries(Job, frozen=True, tag="webhooks.replay_deliveries"):
    timeout_s: ClassVar[float] = 3_600.0

    endpoint_id: UUID
    recorded_from: datetime
    recorded_until: datetime
    types: list[str]
    only_failed: bool


class Replayed(Struct, frozen=True):
    """How many deliveries were asked for anew."""

    deliveries: int


async def replay_delivery(tx: Tx, *, endpoint_id: UUID, event_id: UUID) -> Delivery:
    """Send it again now, whatever became of it, on a schedule that begins anew.

    NotFound, WebhookEndpointInactive. An endpoint that rests is tried at once.
    """
    await refuse_inactive(tx, endpoint_id)
    row = await send_again(tx, endpoint_id=endpoint_id, event_id=event_id)
    if row is None:
        raise NotFound()
    await wake_queues(tx, [endpoint_id], ends_rest=True)
    return shown(row)


async def replay_deliveries(tx: Tx, *, endpoint_id: UUID, body: NewReplay) -> AcceptedReplay:
    """Have a job send a window of events again; NotFound, WebhookEndpointInactive, `Invalid`."""
    await refuse_inactive(tx, endpoint_id)
    if body.recorded_from >= body.recorded_until:
        detail = "It has to be after recorded_from."
        raise Invalid(errors=[FieldError("/recorded_until", "range", detail)])
    job = ReplayDeliveries(
        endpoint_id, body.recorded_from, body.recorded_until, list(body.types), body.only_failed
    )
    (job_id,) = await enqueue(tx, [job])
    return AcceptedReplay(job_id, f"/api/v1/jobs/{job_id}")


async def run_replay(run: JobRun, job: ReplayDeliveries) -> None:
    """Ask for each of the window's events anew, a thousand a transaction."""
    after, total = id_at(job.recorded_from, slack_s=SLACK_S), 0
    while True:
        async with run.transaction() as tx:
            endpoint = await find_endpoint(tx, endpoint_id=job.endpoint_id, now=tx.context.now)
            found = await events_to_replay(
                tx,
                endpoint_id=job.endpoint_id,
                after=after,
                since=job.recorded_from,
                until=job.recorded_until,
                ping=PING,
                patterns=[like_pattern(pattern) for pattern in job.types],
                limit=EVENTS_AT_ONCE,
            )
            asked = (
                await replay_events(
                    tx,
                    endpoint_id=job.endpoint_id,
                    event_ids=[it.event_id for it in found],
                    recorded_ats=[it.recorded_at for it in found],
                    only_failed=job.only_failed,
                )
                if found and endpoint
                else []
            )
            total += len(asked)
            await wake_queues(tx, [job.endpoint_id], ends_rest=True)
            if endpoint is None or len(found) < EVENTS_AT_ONCE:
                await record(tx, [DeliveriesReplayed(job.endpoint_id, total)])
                await run.finish(tx, Replayed(total))
                return
        after = found[-1].event_id
        await run.progress(total)
