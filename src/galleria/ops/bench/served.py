"""The product as it is served to anybody: a process of its own, on the bench's database."""

import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.bench.children import GALLERIA, Child, child, environment_of, free_port
from galleria.ops.bench.client import HttpClient, http_client
from galleria.ops.errors import OperatorError

ANSWER_WAIT_S = 5


@contextmanager
def served(settings: Settings, *, with_worker: bool) -> Generator[int]:
    """Run `galleria up` (or `serve`, without a worker) while inside, and yield its port."""
    with data_folder() as folder, served_in(folder, settings, with_worker=with_worker) as port:
        yield port


class House(Struct, frozen=True):
    """A server, and the worker beside it."""

    port: int
    worker: Child

    def refuse_dead_worker(self) -> None:
        """Raise when nobody does jobs any more: they would be waited for in vain."""
        if self.worker.process.poll() is not None:
            raise OperatorError(f"The bench's worker ended:\n{self.worker.said}")


@contextmanager
def served_beside_worker(settings: Settings) -> Generator[House]:
    """Run `galleria serve`, and `galleria work` in a process of its own: as in production."""
    with data_folder() as folder, served_in(folder, settings, with_worker=False) as port:
        # Its storage is the server's.
        environment = environment_of(settings, data=str(folder))
        with child([*GALLERIA, "work"], environment) as worker:
            yield House(port, worker)


@contextmanager
def served_in(folder: Path, settings: Settings, *, with_worker: bool) -> Generator[int]:
    """Serve with this folder for files."""
    with serving(folder, settings, with_worker=with_worker) as server:
        yield server.port


class Server(Struct, frozen=True):
    """A server, and the process that was started for it."""

    port: int
    child: Child


@contextmanager
def serving(folder: Path, settings: Settings, *, with_worker: bool) -> Generator[Server]:
    """Like `served_in`, for those who look at the process, too."""
    port = free_port()
    environment = environment_of(settings, port=str(port), data=str(folder), host="127.0.0.1")
    with child([*GALLERIA, "up" if with_worker else "serve"], environment) as started:
        started.wait_until(lambda: is_ready(port))
        yield Server(port, started)


@contextmanager
def data_folder() -> Generator[Path]:
    """Make a folder, and delete it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="galleria-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def lent_clients(port: int, count: int) -> AsyncGenerator[list[HttpClient]]:
    """Open connections to it, of people who are not signed in."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(http_client(port)) for _ in range(count)]


def is_ready(port: int) -> bool:
    """Say whether a server there answers, and its database, too."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=ANSWER_WAIT_S):
            return True
    except (OSError, urllib.error.URLError):
        return False
