"""What a figure depends on besides the code: machine, versions, and PostgreSQL's settings."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from msgspec import Struct

from galleria.ops.migrator import administrator

PACKAGES = ("galleria", "granian", "litestar", "msgspec", "asyncpg", "uvloop")
POSTGRES_SETTINGS = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_sync_method",
    "shared_buffers",
    "max_connections",
    "max_wal_size",
    "work_mem",
    "jit",
)
BUSY_SHARE = 0.5
BUSY = "\n  the machine is busy with other work: trust the ratios, not the times"


class Surroundings(Struct, frozen=True):
    at: datetime
    machine: str
    cores: int
    load: float
    python: str
    packages: dict[str, str]
    postgres: dict[str, str]

    @property
    def is_busy(self) -> bool:
        """Whether others use more than half of the machine: times then say little of ours."""
        return self.load > self.cores * BUSY_SHARE

    @property
    def line(self) -> str:
        """The part that a reader needs to judge a figure."""
        server = self.postgres.get("server_version", "of its own")
        return (
            f"{self.cores} cores (load {self.load:.1f}), {self.machine}, Python {self.python}, "
            f"PostgreSQL {server}, fsync {self.postgres.get('fsync', 'on')}, "
            f"{self.at:%Y-%m-%d %H:%M} UTC{BUSY if self.is_busy else ''}"
        )


async def surroundings(database_url: str | None) -> Surroundings:
    """Look around; without a database, the shape brings one of its own."""
    return Surroundings(
        datetime.now(UTC),
        f"{platform.system()} {platform.machine()}",
        _cores(),
        os.getloadavg()[0],
        platform.python_version(),
        {name: _version(name) for name in PACKAGES},
        await _postgres(database_url) if database_url else {},
    )


async def _postgres(url: str) -> dict[str, str]:
    async with administrator(url) as connection:
        return {
            name: str(await connection.fetchval("SELECT current_setting($1, true)", name))
            for name in POSTGRES_SETTINGS
        }


def _cores() -> int:
    # What this process may use, which a container can narrow.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
