"""Clear what a killed run left in a data directory, so that a start needs no hand work.

The caller holds the data folder's lock: no living Galleria uses the directory.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from galleria.ops.errors import OperatorError

WISHES = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
SHUTDOWN_WAIT_S = 60
STRAY_WAIT_S = 5
EXPLAIN_AFTER_S = 1
POLL_S = 0.02


def clear_leftovers(data_path: Path, note: Callable[[str], None]) -> None:
    """Stop an orphaned server and stray backends; drop a pid file that names a stranger.

    An orphaned server is asked for a fast shutdown, which keeps everything; backends without their
    postmaster hold its shared memory, so a start would be refused until they are gone.
    """
    for wish in WISHES:
        living = _processes_in(data_path)
        if not living:
            break
        postmaster = _postmaster(data_path)
        if postmaster in living:
            # Only the postmaster can shut down in order. Its backends follow it.
            _send(wish, [postmaster])
            _wait_until_gone(data_path, SHUTDOWN_WAIT_S, note)
        else:
            _send(wish, living)
            _wait_until_gone(data_path, STRAY_WAIT_S, note)
    if _processes_in(data_path):
        raise OperatorError(f"A PostgreSQL process in {data_path} does not end; stop it first.")
    _drop_pid_of_a_stranger(data_path)


def _send(wish: signal.Signals, processes: Iterable[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, wish)


def _wait_until_gone(data_path: Path, wait_s: float, note: Callable[[str], None]) -> None:
    began = time.monotonic()
    explained = False
    while _processes_in(data_path):
        waited_s = time.monotonic() - began
        if waited_s > wait_s:
            return
        if waited_s > EXPLAIN_AFTER_S and not explained:
            note("Waiting for the PostgreSQL of an earlier run to stop …")
            explained = True
        time.sleep(POLL_S)


def _processes_in(data_path: Path) -> list[int]:
    """Find the PostgreSQL processes of this directory: each has it as its working directory."""
    if Path("/proc/self/cwd").exists():
        ours = str(data_path.resolve())
        return [int(it) for it in os.listdir("/proc") if it.isdigit() and _works_in(it, ours)]
    postmaster = _postmaster(data_path)
    return [postmaster] if postmaster is not None and _is_postgres(postmaster) else []


def _works_in(process: str, folder: str) -> bool:
    # A shell that merely stands in the folder is not ours to end.
    try:
        program = Path(os.readlink(f"/proc/{process}/exe")).name
        return program.startswith("postgres") and os.readlink(f"/proc/{process}/cwd") == folder
    except OSError:  # Another user's, or gone since.
        return False


def _is_postgres(process: int) -> bool:
    command = ["ps", "-o", "comm=", "-p", str(process)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return "postgres" in answer.stdout


def _postmaster(data_path: Path) -> int | None:
    try:
        return int((data_path / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop_pid_of_a_stranger(data_path: Path) -> None:
    # After a reboot the number may belong to anybody, and PostgreSQL would refuse to start while
    # somebody of the same account has it. Nobody works in the directory, so the file is stale.
    postmaster = _postmaster(data_path)
    if postmaster is not None and _lives(postmaster):
        (data_path / "postmaster.pid").unlink()
