"""`galleria up` as a child process, and what can befall it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from galleria.ops.cluster import PASSWORD_NAME
from galleria.ops.folder import DataFolder
from galleria.ops.postgres import admin_url
from galleria.ops.up import answers

STAND_IN = [str(Path(__file__).with_name("stand_in.py"))]
PRODUCT = ["-c", "from galleria.cli import main; main()"]
WAIT_S = 40
POLL_S = 0.02


class Laptop:
    """One `galleria up` after another on the same data folder."""

    def __init__(self, data_path: Path, become: list[str], program: list[str] = STAND_IN) -> None:
        self.folder = DataFolder(data_path)
        self.port = free_port()
        self.command = [*become, sys.executable, *program]
        self._said_path = data_path.parent / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return self._said_path.read_text()

    @property
    def database_url(self) -> str:
        running = self.folder.running()
        assert running is not None
        assert running.database_port is not None
        return admin_url(self.folder.path / PASSWORD_NAME, running.database_port)

    @property
    def postmaster(self) -> int:
        return int((self.folder.path / "postgres/postmaster.pid").read_text().split()[0])

    def start(self, *arguments: str, **settings: str) -> None:
        """Start it (`up` unless told otherwise) like a terminal does, and wait until it answers."""
        with self._said_path.open("wb") as said:
            self.process = subprocess.Popen(
                [*self.command, *(arguments or ("up",))],
                env={**self.environment(), **settings},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        wait_until(lambda: self.process.poll() is not None or self._is_up(*arguments))
        assert self.process.poll() is None, self.said

    def _is_up(self, *arguments: str) -> bool:
        # `up` says so itself: after a kill -9 the process before may still answer for a moment.
        if not arguments or arguments[0] == "up":
            return "Galleria is ready" in self.said
        return answers(f"http://127.0.0.1:{self.port}")

    def run(
        self, *arguments: str, typed: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data folder."""
        return subprocess.run(
            [*self.command, *arguments],
            env={**self.environment(), **settings},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_S,
        )

    def press_ctrl_c(self) -> int:
        """Do what a terminal does: interrupt every process of the group; return the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(WAIT_S)

    def kill(self) -> None:
        """Kill the process that was started, and nothing else."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """Stop it in order where it still runs: a killed PostgreSQL leaves its shared memory."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(WAIT_S)
        self.kill_everything()

    def kill_everything(self) -> None:
        """Kill every process that works for this data folder, PostgreSQL's first."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def serving_process(self) -> int:
        """Find the process that answers, which is not the one that was started."""
        [serving] = [
            process
            for process in self.processes()
            if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
        ]
        return serving

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=WAIT_S) as body:
            return body.read()

    def wait_until_gone(self) -> None:
        """Wait a moment for the last of its processes: Python's own tracker ends after us."""
        wait_until(lambda: self.processes() == [], wait_s=10)

    def processes(self) -> list[int]:
        """Find every process that has this data folder in its environment or as its place."""
        ours = str(self.folder.path)
        found: list[int] = []
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid():
                with suppress(OSError):
                    place = os.readlink(f"/proc/{entry}/cwd")
                    environment = (
                        Path(f"/proc/{entry}/environ").read_bytes().decode(errors="replace")
                    )
                    if place.startswith(ours) or f"GALLERIA_DATA={ours}\0" in environment:
                        found.append(int(entry))
        return found

    def environment(self) -> dict[str, str]:
        kept = {name: it for name, it in os.environ.items() if not name.startswith("GALLERIA_")}
        ours = {"GALLERIA_DATA": str(self.folder.path), "GALLERIA_PORT": str(self.port)}
        return {**kept, **ours, "PYTHONUNBUFFERED": "1"}


def wait_until(holds, wait_s: float = WAIT_S) -> None:
    deadline = time.monotonic() + wait_s
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(POLL_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
