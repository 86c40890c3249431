"""The sandbox gateway beside a demo: the same port every time, told of by a file in its folder."""

import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

SANDBOX_FILE = "sandbox.json"
# Above the API's: two demos on one machine have two.
PORT_STEP = 90
STOP_WAIT_S = 5.0
COMMAND = [sys.executable, "-c", "from galleria.cli import main; main()", "sandbox-gateway"]


class SandboxPlace(Struct, frozen=True):
    """Where the demo's sandbox listens, and the paths that it tells what happened."""

    port: int
    webhook_paths: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def port_of_sandbox(api_port: int) -> int:
    """Return the sandbox's port beside an API's."""
    return api_port + PORT_STEP if api_port + PORT_STEP < 65_536 else api_port - PORT_STEP


@contextmanager
def sandbox_beside(
    folder: Path, address: str, *, note: Callable[[str], None]
) -> Generator[list[str]]:
    """Run the demo's sandbox while inside, if there is a demo; lend the lines that tell of it."""
    place = read_place(folder)
    if place is None:
        yield []
        return
    wanted = [
        f"--{gateway}-webhook-url={address}{path}" for gateway, path in place.webhook_paths.items()
    ]
    process = subprocess.Popen(
        [*COMMAND, f"--port={place.port}", *wanted],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield [f"{place.url}/ (sandbox gateway: payments without money)"]
    finally:
        if process.poll() not in (None, 0):
            note(f"The sandbox gateway did not run: is port {place.port} taken?")
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_WAIT_S)
        process.kill()


def read_place(folder: Path) -> SandboxPlace | None:
    """Return where the demo's sandbox is; None without a demo that has one."""
    file = folder / SANDBOX_FILE
    if not file.exists():
        return None
    return msgspec.json.decode(file.read_bytes(), type=SandboxPlace)


def keep_place(folder: Path, place: SandboxPlace) -> None:
    """Write it down for the starts to come."""
    (folder / SANDBOX_FILE).write_bytes(msgspec.json.encode(place))
