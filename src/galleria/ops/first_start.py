"""The demo of a first start: made once, begun again when cut off, never put among real data."""

import asyncio

import msgspec
from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.cluster import DATABASE
from galleria.ops.database import Note, migration_url, passwords_from
from galleria.ops.folder import DataFolder
from galleria.ops.migrator import administrator, migrate

BEGUN_FILE = "demo.begun"
# faces.demo_home reads the same file; importing it here would load the web framework.
DEMO_FILE = "demo.json"


class _Login(Struct, frozen=True):
    email: str
    password: str
    role: str


class _Organization(Struct, frozen=True):
    """What is printed of a demo organization; the file has more for the first page."""

    name: str
    logins: list[_Login]


def demo_logins(settings: Settings, folder: DataFolder, *, note: Note) -> list[str]:
    """Return the demo's logins, a line each; seeds it when the database is empty."""
    kept, begun = folder.path / DEMO_FILE, folder.path / BEGUN_FILE
    if begun.exists():
        # Cut off before anything was served: there is nothing in it but half a demo.
        note("Beginning the demo again …")
        asyncio.run(_make_empty(settings))
        kept.unlink(missing_ok=True)
    if not kept.exists() and asyncio.run(_has_organizations(settings)):
        return []  # Restored from a backup, or made by hand.
    if not kept.exists():
        note("Making the demo's two shops …")
        begun.touch()
        _seed(settings)
    begun.unlink(missing_ok=True)
    organizations = msgspec.json.decode(kept.read_bytes(), type=list[_Organization])
    return [
        f"{it.name} ({login.role}): {login.email} / {login.password}"
        for it in organizations
        for login in it.logins
    ]


def _seed(settings: Settings) -> None:
    # The whole application is loaded for it, so only then.
    from galleria.ops.demo.seed import seed

    asyncio.run(seed(settings))


async def _has_organizations(settings: Settings) -> bool:
    async with administrator(migration_url(settings)) as connection:
        return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM organization)"))


async def _make_empty(settings: Settings) -> None:
    url = migration_url(settings)
    async with administrator(url.removesuffix(DATABASE) + "postgres") as connection:
        await connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    await migrate(url, passwords_from=passwords_from(settings), note=_silently)


def _silently(_text: str) -> None:
    return
