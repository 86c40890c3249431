"""An Idempotency-Key around an act of several transactions.

The act itself must come to the same end when it is done twice: the key is kept with its answer at
the end, so that a crash in between leaves the key free and the act to be repeated.
"""

from collections.abc import Awaitable, Callable

from galleria.base.arguments import fingerprint_of
from galleria.base.call import Answer, Call
from galleria.base.problems import MEDIA_TYPE, problem
from galleria.base.recorded import Recorded
from galleria.base.refusals import Refusal
from galleria.engine import idempotency


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
        headers = {**answer.headers, "content-type": answer.media_type}
        recorded = Recorded(answer.status, headers, answer.body)
        await idempotency.remember(tx, key, fingerprint, recorded)
    return answer


async def _decided(call: Call, act: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        return await act()
    except Refusal as refusal:
        if not refusal.decided:
            raise
        body = problem(refusal, request_id=call.request_id, instance=call.path)
        return Answer(refusal.status, body, media_type=MEDIA_TYPE)


def _replayed(kept: Recorded) -> Answer:
    headers = {**kept.headers, "idempotent-replayed": "true"}
    media_type = headers.pop("content-type")
    return Answer(kept.status, kept.body, headers, media_type)
