"""The laptop's own PostgreSQL: kept in the data folder, shared by commands, or thrown away."""

import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.cluster import PASSWORD_NAME, open_cluster
from galleria.ops.errors import AlreadyRunning, OperatorError
from galleria.ops.folder import DataFolder
from galleria.ops.keeper import Keeper
from galleria.ops.postgres import CARELESS, START_WAIT_S, Note, admin_url, start

THROWAWAY = "galleria-throwaway-"
THROWAWAY_OLD_S = 600
MEMORY_BYTES_MIN = 4_000_000_000
JOIN_POLL_S = 0.1


class ServerAddress(Struct, frozen=True):
    """The administrator's URL of a running server, and the folder that its data is in."""

    url: str
    folder: Path

    def postmaster(self) -> int:
        """Say which process it is now: another one after it was started again."""
        return int((self.folder / "postgres/postmaster.pid").read_text().split()[0])


@contextmanager
def running_postgres(folder: DataFolder, *, note: Note) -> Generator[ServerAddress]:
    """Own the data folder and run its server while inside; AlreadyRunning while another does."""
    with folder.owned(), owned_postgres(folder, note=note) as address:
        yield address


@contextmanager
def owned_postgres(folder: DataFolder, *, note: Note) -> Generator[ServerAddress]:
    """Run the server of a folder that the caller owns, and start it again should it be killed."""
    with _served(folder, settings={}, note=note) as address:
        yield address


@contextmanager
def shared_postgres(folder: DataFolder, *, note: Note) -> Generator[ServerAddress]:
    """Use the data folder's running server, or run it while inside.

    Whoever started it waits at the end until the others who joined are done.
    """
    deadline = time.monotonic() + START_WAIT_S
    while True:
        with folder.used():
            address = _address(folder)
            if address is not None:
                yield address
                return
        with ExitStack() as owning:
            try:
                owning.enter_context(folder.owned())
            except AlreadyRunning:
                # It is about to start, or it stops just now.
                if time.monotonic() > deadline or _serves_another(folder):
                    raise
                time.sleep(JOIN_POLL_S)
                continue
            address = owning.enter_context(_served(folder, settings={}, note=note))
            try:
                yield address
            finally:
                with folder.unused():
                    owning.close()
            return


@contextmanager
def throwaway_postgres(*, careless: bool) -> Generator[ServerAddress]:
    """Run a new server in a temporary folder and delete both afterwards. Costs a second.

    `careless` trades durability for speed: for tests, never for a measurement.
    """
    base = memory_folder() if careless else Path(tempfile.gettempdir())
    _sweep(base)
    folder = DataFolder(Path(tempfile.mkdtemp(prefix=THROWAWAY, dir=base)))
    try:
        # mkdtemp closes the folder to everybody, and PostgreSQL's account must pass.
        folder.path.chmod(0o711)
        settings = CARELESS if careless else {}
        with folder.owned(), _served(folder, settings=settings, note=_silently) as address:
            yield address
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)


@contextmanager
def _served(
    folder: DataFolder, *, settings: dict[str, str], note: Note
) -> Generator[ServerAddress]:
    cluster = open_cluster(folder.path)
    server = start(cluster, port=folder.last_port(), settings=settings, note=note)
    keeper = Keeper(server, settings, note)
    try:
        folder.say(replace(folder.said(), database_port=server.port))
        yield ServerAddress(admin_url(cluster.password_path, server.port), folder.path)
    finally:
        keeper.stop()


def _address(folder: DataFolder) -> ServerAddress | None:
    running = folder.running()
    if running is None or running.database_port is None:
        return None
    return ServerAddress(admin_url(folder.path / PASSWORD_NAME, running.database_port), folder.path)


def _serves_another(folder: DataFolder) -> bool:
    # `galleria up` with a database of somebody's own: this folder will not have one.
    running = folder.running()
    return running is not None and running.address is not None and running.database_port is None


def memory_folder() -> Path:
    """Say where files are quick and need not last: in memory, where there is room for them."""
    path = Path("/dev/shm")
    if os.access(path, os.W_OK) and shutil.disk_usage(path).free > MEMORY_BYTES_MIN:
        return path
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    # A test run that was killed could not delete its folder.
    for path in base.glob(f"{THROWAWAY}*"):
        with suppress(OSError, OperatorError):
            is_old = time.time() - path.stat().st_mtime > THROWAWAY_OLD_S
            if is_old and path.stat().st_uid == os.geteuid() and DataFolder(path).running() is None:
                shutil.rmtree(path, ignore_errors=True)


def _silently(_text: str) -> None:
    return
