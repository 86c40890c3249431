"""How the laptop's server stands: `galleria status`, `stop` and `reset`."""

import os
import signal
import time

from galleria.base.config import Settings
from galleria.ops.database import data_path, to_the_terminal
from galleria.ops.errors import OperatorError
from galleria.ops.folder import DataFolder, Running
from galleria.ops.leftovers import clear_leftovers
from galleria.ops.up import answers

STOP_WAIT_S = 90
POLL_S = 0.05


def status(settings: Settings) -> bool:
    """Print how it stands, and say whether it runs."""
    folder = DataFolder(data_path(settings))
    running = folder.running()
    print(f"data in {folder.path}")
    if running is None:
        print("not running")
        return False
    print(f"running: `{running.command}`, process {running.pid}")
    if running.database_port is not None:
        print(f"PostgreSQL on port {running.database_port}")
    if running.address is not None:
        print(f"{running.address}/ {'answers' if answers(running.address) else 'does not answer'}")
    return True


def stop(settings: Settings) -> None:
    """Stop what runs with this data folder, and wait until it is down."""
    folder = DataFolder(data_path(settings))
    running = folder.running()
    if running is None:
        # A server whose Galleria was killed may still be there.
        if folder.path.exists():
            with folder.owned():
                clear_leftovers(folder.path / "postgres", to_the_terminal)
        print("not running")
        return
    os.kill(running.pid, signal.SIGTERM)
    _wait_for_end(folder, running)
    print("stopped")


def reset(settings: Settings, *, is_sure: bool) -> None:
    """Delete the laptop's database and files, after asking. Refused while it runs."""
    folder = DataFolder(data_path(settings))
    if not is_sure and not _agreed(folder):
        raise OperatorError("Nothing was deleted.")
    with folder.owned():
        clear_leftovers(folder.path / "postgres", to_the_terminal)
        folder.erase()
    print(f"{folder.path} is empty; the next start makes everything anew.")


def _agreed(folder: DataFolder) -> bool:
    try:
        answer = input(f"Delete the database and the files in {folder.path}? Type yes: ")
    except EOFError:
        return False  # Nobody is there to answer.
    return answer.strip() == "yes"


def _wait_for_end(folder: DataFolder, running: Running) -> None:
    deadline = time.monotonic() + STOP_WAIT_S
    while folder.running() is not None:
        if time.monotonic() > deadline:
            raise OperatorError(
                f"Process {running.pid} (`{running.command}`) does not stop; see what it is doing, "
                "or end it with kill -9: the next start recovers."
            )
        time.sleep(POLL_S)
