"""Keep a server alive while we run: when its postmaster dies, start it again on the same port."""

import threading
import time

from galleria.ops.errors import OperatorError
from galleria.ops.postgres import Note, Server, start_again, stop

WATCH_S = 0.2
RESTART_PAUSE_S = 5.0


class Keeper:
    """A thread that watches one server. The API answers 503 meanwhile and finds it by itself."""

    def __init__(self, server: Server, settings: dict[str, str], note: Note) -> None:
        self._server = server
        self._settings = settings
        self._note = note
        self._ends = threading.Event()
        # Not a daemon: the server ends with the thread that started it.
        self._thread = threading.Thread(target=self._watch, name="postgres-keeper")
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, then stop the server."""
        self._ends.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ends.wait(WATCH_S):
            if self._server.process.poll() is not None:
                self._restart()
        stop(self._server)

    def _restart(self) -> None:
        self._note("PostgreSQL ended unexpectedly; starting it again …")
        began = time.monotonic()
        try:
            self._server = start_again(self._server, settings=self._settings, note=self._note)
        except OperatorError as error:
            self._note(f"{error}\nTrying again in {RESTART_PAUSE_S:.0f} s.")
            self._ends.wait(RESTART_PAUSE_S)
        else:
            self._note(f"PostgreSQL is back after {time.monotonic() - began:.1f} s.")
