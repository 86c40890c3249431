"""Processes that a shape starts, watches and stops: each by its own id, and none left behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from galleria.base.config import PREFIX, Settings
from galleria.ops.errors import OperatorError

START_WAIT_S = 60.0
STOP_WAIT_S = 40.0
POLL_S = 0.005
SAID_CHARACTERS_MAX = 3_000
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
GALLERIA = [sys.executable, "-c", "from galleria.cli import main; main()"]


class Child(Struct, frozen=True):
    """A process of ours, and the file it speaks into."""

    process: "subprocess.Popen[bytes]"
    said_path: Path

    @property
    def said(self) -> str:
        return self.said_path.read_text(errors="replace")[-SAID_CHARACTERS_MAX:]

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until it is as it should be; refused when the process ends before."""
        deadline = time.monotonic() + START_WAIT_S
        while not holds():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise OperatorError(f"A process of the bench did not start:\n{self.said}")
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Ask it to stop, and end it when it does not."""
        for wish in (signal.SIGTERM, signal.SIGKILL):
            self.process.send_signal(wish)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_WAIT_S)
                return


@contextmanager
def child(command: list[str], environment: dict[str, str]) -> Generator[Child]:
    """Run a command while inside, with no `GALLERIA_` setting but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with tempfile.NamedTemporaryFile(prefix="galleria-bench-") as said:
        process = subprocess.Popen(
            command,
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            # Ctrl-C reaches us alone, and we stop it in order.
            start_new_session=True,
        )
        started = Child(process, Path(said.name))
        try:
            yield started
        finally:
            started.stop()


def environment_of(settings: Settings, **changes: str) -> dict[str, str]:
    """Return settings as another process reads them."""
    values = {name: getattr(settings, name) for name in settings.__struct_fields__}
    given = {f"{PREFIX}{name.upper()}": str(it) for name, it in values.items() if it is not None}
    return {**given, **{f"{PREFIX}{name.upper()}": it for name, it in changes.items()}}


def free_port() -> int:
    """Find a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Say whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def descendants(process: int) -> list[int]:
    """Find the living processes that a process started, and those that they started (Linux)."""
    parents = _parents()
    found: list[int] = []
    wanted = [process]
    while wanted:
        parent = wanted.pop()
        children = [it for it, of in parents.items() if of == parent]
        found += children
        wanted += children
    return found


def is_alive(process: int) -> bool:
    """Say whether a process with this id lives; one that ended and was not reaped does not."""
    with suppress(OSError):
        return _fields(process)[0] not in ("Z", "X")
    return False


def command_line(process: int) -> str:
    """Say how a process was started; empty when it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def resident_mb(process: int) -> float:
    """Say how much memory a process holds, in millions of bytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * PAGE_BYTES / 1_000_000


def cpu_seconds(processes: list[int]) -> float:
    """Say how long these processes have kept a core busy so far, all together (Linux)."""
    # Behind the state: utime and stime are the fields 14 and 15 of the whole.
    ticks = sum(int(it) for process in processes for it in _fields(process)[11:13])
    return ticks / TICKS_A_SECOND


def _parents() -> dict[int, int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
    return parents


def _fields(process: int) -> list[str]:
    # State and parent follow the name, which may hold anything, brackets included.
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
