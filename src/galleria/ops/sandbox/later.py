"""Chores of a while later: a delayed payment succeeds, a pending refund is paid out."""

import asyncio
from collections.abc import Callable

WAITING_MAX = 10_000


class Later:
    """Runs plain functions after a wait; what still waits is dropped on closing."""

    def __init__(self) -> None:
        self._handles: set[asyncio.TimerHandle] = set()

    def do(self, wait_ms: int, chore: Callable[[], None]) -> None:
        """Run `chore` after `wait_ms`; with 0, never: somebody will do it through the control."""
        if wait_ms == 0 or len(self._handles) >= WAITING_MAX:
            return

        def run() -> None:
            self._handles.discard(handle)
            chore()

        handle = asyncio.get_running_loop().call_later(wait_ms / 1000, run)
        self._handles.add(handle)

    def close(self) -> None:
        """Forget what waits."""
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()
