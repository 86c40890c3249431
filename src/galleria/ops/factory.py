"""What a serving process loads: the application, a quiet garbage collector, an orderly end."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from galleria.base.shell import App, Receive, Scope, Send
from galleria.ops.dying import ends_with

# Two and a half thousand collections a minute cost the tail of every request (POST p99 20 → 4 ms).
GC_THRESHOLDS = (10_000, 20, 50)


def api() -> App:
    """Load the API."""
    return _loaded(with_worker=False)


def api_and_worker() -> App:
    """Load the API with the job worker in the same process, as on a laptop."""
    return _loaded(with_worker=True)


def _loaded(*, with_worker: bool) -> App:
    # Ctrl-C in a terminal reaches every process of its group; the server that started us tells us
    # when to stop, and when it is killed, so do we.
    os.setpgid(0, 0)
    ask = ends_with(os.getppid(), signal.SIGTERM)
    if ask is not None:
        ask()
    from galleria.app import create

    app = create(with_worker=with_worker)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    return Draining(app)


class Draining:
    """Set `scope["state"]["drain"]`, an event, as soon as the process is asked to stop.

    The server waits for open responses before it tells the application; streams that have no end
    of their own wait for this event and end.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._drain = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the event in the scope's state."""
        if scope["type"] == "lifespan":
            loop = asyncio.get_running_loop()
            for asked in (signal.SIGTERM, signal.SIGINT):
                self._chain(asked, loop)
        scope.setdefault("state", {})["drain"] = self._drain
        await self._app(scope, receive, send)

    def _chain(self, asked: signal.Signals, loop: asyncio.AbstractEventLoop) -> None:
        # The event loop keeps a handler of its own here; it has to hear of the signal, too.
        before: Callable[[int, FrameType | None], Any] | int | None = signal.getsignal(asked)

        def drain(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._drain.set)
            if callable(before):
                before(number, frame)

        signal.signal(asked, drain)
