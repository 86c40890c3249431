"""An Idempotency-Key around an act of several transactions.

The act itself must come to the same end when it is done twice: the key is kept with its answer at
the end, so that a crash in between leaves the key free and the act to be repeated.
"""

from collections.abc import Awaitable, Callable

from galleria.base.arguments import fingerprint_of
from galleria.base.call import Answer, Call
from galleria.base.lane import SETTLEMENTS, C, Keyed, LaneUseCase, R
from galleria.base.problems import MEDIA_TYPE, problem
from galleria.base.recorded import Recorded
from galleria.base.refusals import Refusal
from galleria.engine import idempotency
from galleria.engine.lanes import Lanes


async def once(call: Call, body: bytes, act: Callable[[], Awaitable[Answer]]) -> Answer:
    """Return the answer of `act`, or the one that is kept under the request's key.

    Decided refusals are kept like answers. InFlight and KeyReused as everywhere.
    """
    header = call.headers.get("idempotency-key")
    if header is None:
        return await act()
    key, fingerprint = idempotency.parse_key(header), fingerprint_of(call, body)
    async with call.transaction() as tx:
        kept = await idempotency.begin(tx, key, fingerprint)
    if kept is not None:
        return _replayed(kept)
    answer = await _decided(call, act)
    async with call.transaction() as tx:
        if kept := await idempotency.begin(tx, key, fingerprint):
            return _replayed(kept)
        await idempotency.remember(tx, key, fingerprint, _recorded(answer))
    return answer


async def once_in_lane(
    call: Call,
    body: bytes,
    use_case: LaneUseCase[C, R],
    command: C,
    answer: Callable[[R], Answer],
) -> Answer:
    """Return the answer to a command of the lane, or the one that is kept under the request's key.

    The key commits with what was done: asked again, after whatever crash, the answer is the first.
    """
    lanes, header = call.services.get(Lanes), call.headers.get("idempotency-key")
    if header is None:
        return answer(await lanes.ask(call.tenant, use_case, command, lane=SETTLEMENTS))

    def keep(result: R | Refusal) -> Recorded:
        return _recorded(_refused(call, result) if isinstance(result, Refusal) else answer(result))

    keyed = Keyed(idempotency.parse_key(header), fingerprint_of(call, body), keep)
    kept = await lanes.ask_once(call.tenant, use_case, command, keyed=keyed, lane=SETTLEMENTS)
    return _replayed(kept.recorded) if kept.is_replayed else _answered(kept.recorded)


async def _decided(call: Call, act: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        return await act()
    except Refusal as refusal:
        if not refusal.decided:
            raise
        return _refused(call, refusal)


def _refused(call: Call, refusal: Refusal) -> Answer:
    body = problem(refusal, request_id=call.request_id, instance=call.path)
    return Answer(refusal.status, body, media_type=MEDIA_TYPE)


def _recorded(answer: Answer) -> Recorded:
    headers = {**answer.headers, "content-type": answer.media_type}
    return Recorded(answer.status, headers, answer.body)


def _answered(kept: Recorded) -> Answer:
    headers = dict(kept.headers)
    media_type = headers.pop("content-type")
    return Answer(kept.status, kept.body, headers, media_type)


def _replayed(kept: Recorded) -> Answer:
    answer = _answered(kept)
    answer.headers["idempotent-replayed"] = "true"
    return answer
