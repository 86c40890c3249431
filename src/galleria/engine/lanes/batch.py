"""One batch: keys, then each use case's commands in order of arrival, then what is kept."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Any

from galleria.base.lane import Kept
from galleria.base.recorded import Recorded
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx, savepoint
from galleria.engine.idempotency import KeyReused, begin_many, remember_many
from galleria.engine.lanes.waiting import Waiter

UseCaseRun = Callable[[Tx, list[Waiter]], Awaitable[Sequence[Any]]]


async def do_together(tx: Tx, waiters: list[Waiter]) -> list[Any]:
    """Return each waiter's outcome, to be told after the commit: a result, Kept, or an exception.

    3 statements and those of the use cases, any number of waiters.
    """
    return await _done(tx, waiters, _results)


async def do_alone(tx: Tx, waiter: Waiter) -> Any:
    """Like `do_together` for one: a decided refusal that it raises undoes its work and is kept."""
    (outcome,) = await _done(tx, [waiter], _result_or_refusal)
    return outcome


async def _done(tx: Tx, waiters: list[Waiter], run: UseCaseRun) -> list[Any]:
    firsts = _firsts(waiters)
    known = await begin_many(
        tx, {key: first.keyed.fingerprint for key, first in firsts.items() if first.keyed}
    )
    fresh = [
        it
        for it in waiters
        if it.keyed is None or (it.keyed.key not in known and firsts[it.keyed.key] is it)
    ]
    outcomes = dict[Waiter, Any]()
    for _, group in groupby(fresh, key=lambda it: it.use_case):
        run_together = list(group)
        results = await run(tx, run_together)
        assert len(results) == len(run_together), "a lane's use case answers each in its place"
        outcomes.update(zip(run_together, results, strict=True))
    kept = await _remembered(tx, outcomes)
    for key, answer in known.items():
        kept[key] = Kept(answer, is_replayed=True) if isinstance(answer, Recorded) else answer
    return [_outcome(it, firsts, outcomes, kept) for it in waiters]


def _firsts(waiters: list[Waiter]) -> dict[str, Waiter]:
    """Return the first to come with each key."""
    firsts = dict[str, Waiter]()
    for waiter in waiters:
        if waiter.keyed is not None:
            firsts.setdefault(waiter.keyed.key, waiter)
    return firsts


async def _results(tx: Tx, waiters: list[Waiter]) -> Sequence[Any]:
    return await waiters[0].use_case(tx, [waiter.asked for waiter in waiters])


async def _result_or_refusal(tx: Tx, waiters: list[Waiter]) -> Sequence[Any]:
    try:
        async with savepoint(tx):
            return await _results(tx, waiters)
    except Refusal as refusal:
        return [refusal]


async def _remembered(tx: Tx, outcomes: dict[Waiter, Any]) -> dict[str, Kept | Refusal]:
    """Keep what is to be kept under each fresh key; an undecided refusal burns none."""
    told = dict[str, Kept | Refusal]()
    records = dict[str, tuple[bytes, Recorded]]()
    for waiter, result in outcomes.items():
        if (keyed := waiter.keyed) is None:
            continue
        if isinstance(result, Refusal) and not result.decided:
            told[keyed.key] = result
        else:
            recorded = keyed.keep(result)
            records[keyed.key] = keyed.fingerprint, recorded
            told[keyed.key] = Kept(recorded, is_replayed=False)
    await remember_many(tx, records)
    return told


def _outcome(
    waiter: Waiter,
    firsts: dict[str, Waiter],
    outcomes: dict[Waiter, Any],
    kept: dict[str, Kept | Refusal],
) -> Any:
    keyed = waiter.keyed
    if keyed is None:
        return outcomes[waiter]
    answer, first = kept[keyed.key], firsts[keyed.key]
    if first is waiter:
        return answer
    # The same key twice in one batch: the second is answered as it would be a moment later.
    assert first.keyed is not None
    if first.keyed.fingerprint != keyed.fingerprint:
        return KeyReused("Send a fresh key with a new request.")
    return Kept(answer.recorded, is_replayed=True) if isinstance(answer, Kept) else answer
