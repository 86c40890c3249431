"""Ask the kernel to end a child process when the process that started it dies."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def ends_with(parent: int, wish: signal.Signals) -> Callable[[], None] | None:
    """Return what the child calls to be sent `wish` when `parent` dies, by kill -9 too.

    None where the kernel cannot. It is the thread that started the child whose end counts.
    Loaded here, before a fork: the child may not import anything any more.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(wish), 0, 0, 0)
        if os.getppid() != parent:  # It died in between.
            os._exit(1)

    return ask
