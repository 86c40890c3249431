"""The data folder of a laptop: what lies in it, and who owns it just now."""

import fcntl
import os
import shlex
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from galleria.ops.errors import AlreadyRunning, OperatorError

# A look at the lock takes it for a moment, so a start tries more than once.
LOCK_TRIES = 10
LOCK_TRY_S = 0.05
POSTGRES_FILES = (
    "postgres",
    "postgres.new",
    "postgres.new.password",
    "postgres-password",
    "postgres-port",
    "postgres.log",
    "postgres.log.1",
)


class Running(Struct, frozen=True):
    """What the owner of a data folder says of itself."""

    pid: int
    command: str
    database_port: int | None = None
    address: str | None = None  # Where it serves HTTP; None when it is only a command at work.


class DataFolder(Struct, frozen=True):
    path: Path

    @property
    def objects_path(self) -> Path:
        """Where uploads and pictures are stored."""
        return self.path / "objects"

    @contextmanager
    def owned(self) -> Generator[None]:
        """Be the only owner while inside; refused with AlreadyRunning while another is.

        The lock dies with the process that holds it, however it dies.
        """
        self._make()
        with (self.path / "owner.lock").open("a+b") as lock:
            if not _tried(lock.fileno()):
                raise AlreadyRunning(self._who())
            self.say(Running(os.getpid(), shlex.join(["galleria", *sys.argv[1:]])))
            try:
                yield
            finally:
                (self.path / "running.json").unlink(missing_ok=True)

    @contextmanager
    def used(self) -> Generator[None]:
        """Keep the owner from stopping its server while inside."""
        self._make()
        with (self.path / "users.lock").open("a+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    @contextmanager
    def unused(self) -> Generator[None]:
        """Wait until nobody uses the server, and keep newcomers waiting while inside."""
        with (self.path / "users.lock").open("a+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def say(self, running: Running) -> None:
        """Tell others how to reach us; the owner calls this."""
        path = self.path / "running.json"
        path.with_suffix(".new").write_bytes(msgspec.json.encode(running))
        path.with_suffix(".new").replace(path)
        if running.database_port is not None:
            (self.path / "postgres-port").write_text(str(running.database_port))

    def last_port(self) -> int | None:
        """Say which port the server had last, so that it can have it again."""
        try:
            return int((self.path / "postgres-port").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def said(self) -> Running:
        """Say what the owner said last; the owner calls this."""
        return msgspec.json.decode((self.path / "running.json").read_bytes(), type=Running)

    def running(self) -> Running | None:
        """Say who owns the folder just now, if anybody does."""
        try:
            with (self.path / "owner.lock").open("rb") as lock:
                if _locked(lock.fileno(), fcntl.LOCK_SH):
                    return None
            return self.said()
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise OperatorError(
                f"{self.path} belongs to another user. Run the command as that user, or name "
                "another folder with GALLERIA_DATA."
            ) from error

    def erase(self) -> None:
        """Delete what Galleria keeps here, and nothing that it did not make."""
        for name in (*POSTGRES_FILES, "demo.json", "demo.begun", self.objects_path.name):
            path = self.path / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _make(self) -> None:
        try:
            # As root, PostgreSQL's account has to pass through; else it is nobody's but ours.
            mode = 0o711 if os.geteuid() == 0 else 0o700
            self.path.mkdir(parents=True, exist_ok=True, mode=mode)
        except OSError as error:
            raise OperatorError(
                f"The data folder {self.path} cannot be made ({error.strerror}). Name another "
                "with GALLERIA_DATA."
            ) from error

    def _who(self) -> str:
        running = self.running()
        who = f"`{running.command}`, process {running.pid}" if running else "another process"
        return (
            f"Galleria runs already with the data in {self.path} ({who}). Use it as it is, stop "
            "it with `galleria stop`, or start a second one with another GALLERIA_DATA and "
            "GALLERIA_PORT."
        )


def default_path() -> Path:
    """Say where the data is kept unless GALLERIA_DATA names a folder."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "galleria"
    if os.geteuid() == 0:
        # Root's home is closed to the account that runs PostgreSQL.
        return Path("/var/lib/galleria")
    share = os.environ.get("XDG_DATA_HOME")
    return (Path(share) if share else Path.home() / ".local" / "share") / "galleria"


def _tried(descriptor: int) -> bool:
    for _ in range(LOCK_TRIES):
        if _locked(descriptor, fcntl.LOCK_EX):
            return True
        time.sleep(LOCK_TRY_S)
    return False


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
