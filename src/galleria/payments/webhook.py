"""The inbox of gateways: verified, stored first, answered fast, applied once.

Nobody is logged in: the address says whose account it is, and the account's secret whether it was
its gateway that wrote. What was stored and could not be applied at once is applied by a job.
"""

import time
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from galleria.base.call import Answer, Call
from galleria.base.context import SYSTEM, Context
from galleria.base.lane import SETTLEMENTS, asked_by
from galleria.base.problems import as_refusal
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.engine.jobs import enqueue
from galleria.engine.lanes import Lanes
from galleria.engine.run import JobRun
from galleria.payments.account_queries import find_keys
from galleria.payments.complete import Completion, StoredEvent, complete
from galleria.payments.gateways import GatewayFact, Gateways, StaleEvent
from galleria.payments.inbox_queries import find_event, keep_event
from galleria.payments.jobs import ApplyGatewayEvent
from galleria.payments.open_account import opened
from galleria.payments.path_ids import id_in
from galleria.payments.queries import find_place

EVENT_BYTES_MAX = 256 * 1024
TIMEOUT_S = 10.0
# Older ones have no partition; no gateway tries for so long.
AGE_MAX = timedelta(days=30)


class Received(Struct, frozen=True):
    """That the event is stored; a gateway looks at the status alone."""

    received: bool = True


async def receive_gateway_event(call: Call) -> Answer:
    """Take in what a gateway says, by its webhook. The same event again is answered alike.

    Refusals, for which nothing is stored: NotFound, ForgedEvent, StaleEvent, MalformedEvent,
    TooLarge.
    """
    account_id, context = id_in(call, "account_id"), _context(call)
    body = await call.body()
    call = msgspec.structs.replace(call, context=context)
    async with call.transaction() as tx:
        keys = await find_keys(tx, account_id=account_id)
        if keys is None:
            raise NotFound()
        gateway = opened(Gateways.among(call.services), keys, context.org_id)
        fact = gateway.read_event(call.headers, body, context.now)
        if not context.now - AGE_MAX <= fact.occurred_at <= context.now + timedelta(days=1):
            raise StaleEvent(f"It is more than {AGE_MAX.days} days old.")
        stored = StoredEvent(account_id, fact.event_id or "", fact.occurred_at)
        said = await _stored(tx, stored, fact, body)
    if said is not None:
        await _applied(call, said)
    return Answer(200, msgspec.json.encode(Received()))


async def apply_gateway_event(run: JobRun, job: ApplyGatewayEvent) -> None:
    """Apply a stored event that could not be applied when it came."""
    async with run.transaction() as tx:
        stored = StoredEvent(job.account_id, job.gateway_event_id, job.occurred_at)
        if (said := await _waiting(tx, stored)) is not None:
            await complete(tx, [asked_by(tx.context, said)])
        await run.finish(tx)


async def _stored(tx: Tx, stored: StoredEvent, fact: GatewayFact, body: bytes) -> Completion | None:
    """Store the event unless it is there; return what is to be applied of it."""
    place = None
    if fact.kind != "ignored":
        place = await find_place(
            tx,
            account_id=stored.account_id,
            payment_id=fact.payment_id,
            gateway_ref=fact.gateway_ref,
            gateway_payment_id=fact.gateway_payment_id,
        )
    await keep_event(
        tx,
        account_id=stored.account_id,
        gateway_event_id=stored.gateway_event_id,
        occurred_at=stored.occurred_at,
        kind=fact.event_type[:100],
        payment_id=place.payment_id if place else None,
        fact=Raw(msgspec.json.encode(fact)),
        body=body,
    )
    return await _waiting(tx, stored) if place else None


async def _waiting(tx: Tx, stored: StoredEvent) -> Completion | None:
    kept = await find_event(
        tx,
        account_id=stored.account_id,
        gateway_event_id=stored.gateway_event_id,
        occurred_at=stored.occurred_at,
    )
    if kept is None or kept.is_applied or kept.payment_id is None:
        return None
    place = await find_place(
        tx,
        account_id=stored.account_id,
        payment_id=kept.payment_id,
        gateway_ref=None,
        gateway_payment_id=None,
    )
    assert place is not None, "payments are never deleted"
    fact = msgspec.json.decode(kept.fact, type=GatewayFact)
    return Completion(place.payment_id, place.order_id, [fact], stored)


async def _applied(call: Call, said: Completion) -> None:
    """Apply it with all who pay just now; when that is not to be, a job does it later."""
    try:
        await call.services.get(Lanes).ask(call.tenant, complete, said, lane=SETTLEMENTS)
    except Exception as error:
        if not isinstance(error, Refusal) and as_refusal(error) is None:
            raise  # It is stored: the gateway's next try finds it waiting.
        assert said.event is not None
        event = said.event
        later = ApplyGatewayEvent(event.account_id, event.gateway_event_id, event.occurred_at)
        async with call.transaction() as tx:
            await enqueue(tx, [later])


def _context(call: Call) -> Context:
    return Context(
        id_in(call, "org_id"),
        SYSTEM,
        call.request_id,
        datetime.now(UTC),
        deadline=time.monotonic() + TIMEOUT_S,
    )
