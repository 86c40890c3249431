"""A small cache of lookups that are at most a second old; absences are remembered, too."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

V = TypeVar("V")

TTL_S = 1.0
# Announced by whatever changes which name leads to which store.
SHOPS_SIGNAL = "shops"
ENTRIES_MAX = 10_000


class LookupCache(Generic[V]):
    """One lookup a key and second, however many ask at once. Errors are not kept."""

    def __init__(self, *, ttl_s: float = TTL_S, entries_max: int = ENTRIES_MAX) -> None:
        self._ttl_s = ttl_s
        self._entries_max = entries_max
        self._kept: dict[str, tuple[float, V]] = {}
        self._asked: dict[str, asyncio.Task[V]] = {}

    async def get(self, key: str, look_up: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Return what `look_up` answered for the key within the last second, or answers now."""
        known = self._kept.get(key)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(look_up())
            self._asked[key] = task
            task.add_done_callback(lambda done: self._answered(key, done))
        # Shielded: one who gives up waiting does not take the answer from the others.
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Look everything up anew; what is being looked up is answered, and not kept."""
        self._kept.clear()
        self._asked.clear()

    def _answered(self, key: str, task: "asyncio.Task[V]") -> None:
        if self._asked.get(key) is not task:
            return
        del self._asked[key]
        if task.cancelled() or task.exception() is not None:
            return
        # All live equally long, so the order of insertion is the order of expiry.
        self._kept.pop(key, None)
        while len(self._kept) >= self._entries_max:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (time.monotonic() + self._ttl_s, task.result())

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)
