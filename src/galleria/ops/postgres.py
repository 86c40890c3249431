"""One PostgreSQL server of our own: started with patience, stopped in order, never left behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from galleria.ops.cluster import ADMIN, DATABASE, SAID_CHARACTERS_MAX, Cluster, environment
from galleria.ops.dying import ends_with
from galleria.ops.errors import OperatorError
from galleria.ops.leftovers import clear_leftovers

HOST = "127.0.0.1"
START_WAIT_S = 120  # Crash recovery replays up to max_wal_size, on a slow disk.
STOP_WAIT_S = 60
PATIENCE_S = 3  # A wait longer than this is explained.
POLL_S = 0.01
PORT_TRIES = 5
LOG_BYTES_MAX = 10_000_000

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests only: a crash of the machine may cost everything, and nobody minds.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # In its folder, so that it goes with it even when the server was killed.
    "dynamic_shared_memory_type": "mmap",
}

Note = Callable[[str], None]


class Server(Struct, frozen=True):
    """A running server; `process` is its postmaster."""

    cluster: Cluster
    process: "subprocess.Popen[bytes]"
    port: int


def start(cluster: Cluster, *, port: int | None, settings: dict[str, str], note: Note) -> Server:
    """Start the server and wait until it answers, on `port` where that is still free.

    What an earlier, killed run left behind is cleared first. The server stops by itself when the
    calling thread ends, so call it from one that outlives the server.
    """
    clear_leftovers(cluster.data_path, note)
    for _ in range(PORT_TRIES):
        port = port if port is not None and is_free(HOST, port) else _free_port()
        server = _started(cluster, port, settings, note)
        if server is not None:
            return server
        port = None
    raise OperatorError(f"PostgreSQL found no free port on {HOST} in {PORT_TRIES} tries.")


def start_again(server: Server, *, settings: dict[str, str], note: Note) -> Server:
    """Start a server that died, on the same port: others know it by that."""
    clear_leftovers(server.cluster.data_path, note)
    again = _started(server.cluster, server.port, settings, note)
    if again is None:
        raise OperatorError(f"PostgreSQL's port {server.port} is taken.")
    return again


def stop(server: Server) -> None:
    """Stop the server: sessions are ended, everything is on disk, no process stays."""
    process = server.process
    # Fast shutdown; then immediate, which costs a recovery at the next start; then the end.
    for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(wish)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_WAIT_S)
            return


def admin_url(password_path: Path, port: int) -> str:
    """Say how the administrator reaches a server of ours; refused to other users."""
    try:
        password = password_path.read_text()
    except OSError as error:
        raise OperatorError(
            f"The database's password in {password_path} cannot be read ({error.strerror}). Run "
            "the command as the user who started Galleria."
        ) from error
    return f"postgresql://{ADMIN}:{password}@{HOST}:{port}/{DATABASE}"


def is_free(host: str, port: int) -> bool:
    """Say whether a server could listen there just now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a connection that lingers from the last run does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _started(cluster: Cluster, port: int, settings: dict[str, str], note: Note) -> Server | None:
    log_begins = _rotate_log(cluster)
    server = Server(cluster, _launch(cluster, port, settings), port)
    if _becomes_ready(server, note):
        return server
    said = _log_since(cluster, log_begins)
    if "could not bind" in said:
        return None
    raise OperatorError(f"PostgreSQL did not start. Its log says:\n{said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _launch(cluster: Cluster, port: int, settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [cluster.binaries.path("postgres"), "-D", str(cluster.data_path), "-p", str(port)]
    for name, value in {**SETTINGS, **settings}.items():
        command += ["-c", f"{name}={value}"]
    with cluster.log_path.open("ab") as log:
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment(),
            start_new_session=True,
            # A fast shutdown when we die by kill -9; elsewhere the next start finds the orphan.
            preexec_fn=ends_with(os.getpid(), signal.SIGINT),
            user=cluster.account.uid,
            group=cluster.account.gid,
            extra_groups=cluster.account.groups,
        )


def _becomes_ready(server: Server, note: Note) -> bool:
    began = time.monotonic()
    explained = False
    while server.process.poll() is None:
        waited_s = time.monotonic() - began
        if _is_ready(server):
            return True
        if waited_s > START_WAIT_S:
            stop(server)
            raise OperatorError(
                f"PostgreSQL was not ready after {START_WAIT_S} s; see {server.cluster.log_path}"
            )
        if waited_s > PATIENCE_S and not explained:
            note("PostgreSQL is recovering from a crash; this may take a minute or two …")
            explained = True
        time.sleep(POLL_S)
    return False


def _is_ready(server: Server) -> bool:
    # The eighth line of postmaster.pid is what pg_ctl reads, too.
    try:
        lines = (server.cluster.data_path / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(server.process.pid) and lines[7].strip() == "ready"


def _rotate_log(cluster: Cluster) -> int:
    path = cluster.log_path
    size = path.stat().st_size if path.exists() else 0
    if size > LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.1"))
        return 0
    return size


def _log_since(cluster: Cluster, begins: int) -> str:
    said = cluster.log_path.read_bytes()[begins:].decode(errors="replace")
    return said[-SAID_CHARACTERS_MAX:].strip()
