"""The HTTP door: bytes -> Struct -> use case(tx, command) -> Struct -> bytes, in one transaction.

No business rule lives here. The order is: who is it, may they, what do they send, have we done it
already (idempotency), do it, answer.
"""

import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, Protocol

from galleria.base.answers import answer_of
from galleria.base.arguments import Arguments, arguments_of, fingerprint_of
from galleria.base.call import Answer, Call
from galleria.base.context import Context
from galleria.base.endpoints import Endpoint
from galleria.base.identity import Identity
from galleria.base.lane import Keyed, Lanes
from galleria.base.problems import MEDIA_TYPE, problem
from galleria.base.recorded import Recorded
from galleria.base.refusals import Forbidden, Refusal
from galleria.base.tx import (
    DirectoryTx,
    PlatformTx,
    ReadTx,
    Tx,
    directory_transaction,
    platform_transaction,
    reading,
    savepoint,
    transaction,
)


class Replays(Protocol):
    """What the engine's idempotency offers the door."""

    def parse_key(self, header: str) -> str:
        """Return the key inside an Idempotency-Key header; Malformed when it is none."""
        ...

    async def begin(self, tx: Tx, key: str, fingerprint: bytes) -> Recorded | None:
        """Take the key for this transaction; the kept answer when it was used before."""
        ...

    async def remember(self, tx: Tx, key: str, fingerprint: bytes, answer: Recorded) -> None:
        """Keep the answer with the effect: both commit, or neither."""
        ...


def context_of(call_identity: Identity, request_id: str, timeout_s: float) -> Context:
    """Return the context of a request by someone inside an organization."""
    if call_identity.org_id is None:
        raise Forbidden("Platform staff act on organizations under /platform.")
    return Context(
        org_id=call_identity.org_id,
        actor=call_identity.actor,
        request_id=request_id,
        now=datetime.now(UTC),
        tier=call_identity.tier,
        permissions=call_identity.permissions,
        store_id=call_identity.store_id,
        customer_id=call_identity.customer_id,
        deadline=time.monotonic() + timeout_s,
    )


def refuse_without(endpoint: Endpoint, identity: Identity | None) -> None:
    """Raise Forbidden unless the caller holds the endpoint's permission."""
    if endpoint.permission is None:
        return
    if identity is None or endpoint.permission not in identity.permissions:
        raise Forbidden(f"This needs {endpoint.permission}.", permission=endpoint.permission)


async def run(endpoint: Endpoint, call: Call, replays: Replays, secret: bytes) -> Answer:
    """Run a declared use case for a call and return its answer."""
    arguments = await arguments_of(endpoint, call, secret)
    header = call.headers.get("idempotency-key")
    async with _opened(endpoint, call) as tx:
        if header is None or not endpoint.is_idempotent:
            result = await endpoint.use_case(tx, **arguments.values)
            return answer_of(endpoint, call, result, secret)
        assert isinstance(tx, Tx), "only writes can be idempotent"
        key = replays.parse_key(header)
        fingerprint = fingerprint_of(call, arguments.body)
        if kept := await replays.begin(tx, key, fingerprint):
            return _replayed(kept)
        answer = await _decided(endpoint, call, tx, arguments, secret)
        await replays.remember(tx, key, fingerprint, _to_keep(answer))
        return answer


async def run_in_lane(
    endpoint: Endpoint, call: Call, lanes: Lanes, replays: Replays, secret: bytes
) -> Answer:
    """Have a call's command done in its organization's lane and return its answer."""
    arguments = await arguments_of(endpoint, call, secret)
    assert endpoint.signature.command_type is not None
    asked = endpoint.signature.command_type(**arguments.values)
    header = call.headers.get("idempotency-key")
    if header is None:
        result = await lanes.ask(call.tenant, endpoint.use_case, asked)
        return answer_of(endpoint, call, result, secret)

    def keep(result: Any) -> Recorded:
        if isinstance(result, Refusal):
            return _to_keep(_refused(call, result))
        return _to_keep(answer_of(endpoint, call, result, secret))

    keyed = Keyed(replays.parse_key(header), fingerprint_of(call, arguments.body), keep)
    kept = await lanes.ask_once(call.tenant, endpoint.use_case, asked, keyed=keyed)
    return _replayed(kept.recorded) if kept.is_replayed else _as_answer(kept.recorded)


def _to_keep(answer: Answer) -> Recorded:
    headers = {**answer.headers, "content-type": answer.media_type}
    return Recorded(answer.status, headers, answer.body)


def _as_answer(kept: Recorded) -> Answer:
    headers = dict(kept.headers)
    media_type = headers.pop("content-type")
    return Answer(kept.status, kept.body, headers, media_type)


def _replayed(kept: Recorded) -> Answer:
    answer = _as_answer(kept)
    answer.headers["idempotent-replayed"] = "true"
    return answer


def _refused(call: Call, refusal: Refusal) -> Answer:
    body = problem(refusal, request_id=call.request_id, instance=call.path)
    return Answer(refusal.status, body, media_type=MEDIA_TYPE)


async def _decided(
    endpoint: Endpoint, call: Call, tx: Tx, arguments: Arguments, secret: bytes
) -> Answer:
    """Run the use case; a decided refusal undoes its work and becomes the answer to keep."""
    try:
        async with savepoint(tx):
            result = await endpoint.use_case(tx, **arguments.values)
    except Refusal as refusal:
        if not refusal.decided:
            raise
        return _refused(call, refusal)
    return answer_of(endpoint, call, result, secret)


def _opened(endpoint: Endpoint, call: Call) -> AbstractAsyncContextManager[Any]:
    database = call.database
    kind = endpoint.signature.tx_type
    if kind is PlatformTx:
        return platform_transaction(database)
    if kind is DirectoryTx:
        return directory_transaction(database, call.tenant)
    if kind is ReadTx:
        return reading(database, call.tenant, keeps_plans=endpoint.keeps_plans)
    return transaction(database, call.tenant, keeps_plans=endpoint.keeps_plans)
