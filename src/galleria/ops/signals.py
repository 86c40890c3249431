"""Ctrl-C as a wish: the work ends where it is safe to, and a second one ends it anyway."""

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def stop_on_interrupt(stop: Callable[[], None]) -> Generator[None]:
    """Call `stop` at the first SIGINT or SIGTERM while inside; the next one is as always."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None

    def first() -> None:
        stop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
