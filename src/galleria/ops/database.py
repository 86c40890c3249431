"""The database of a command: the one named, the laptop's, or one for this command alone."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from galleria.app import REACTIONS
from galleria.base.config import Settings, load_settings
from galleria.base.database import Database, open_database
from galleria.base.urls import derived_url
from galleria.ops.errors import OperatorError
from galleria.ops.folder import DataFolder, default_path
from galleria.ops.laptop import shared_postgres, throwaway_postgres
from galleria.ops.migrator import administrator, migrate, missing_migrations

Note = Callable[[str], None]


@contextmanager
def command_database(*, throwaway: bool = False, migrated: bool = True) -> Generator[Settings]:
    """Lend a command its database (see below), with the settings of the environment."""
    lent = database_for_command(
        load_settings(), throwaway=throwaway, migrated=migrated, note=to_the_terminal
    )
    with lent as settings:
        yield settings


def to_the_terminal(text: str) -> None:
    """Tell the person at the terminal, beside what the command prints."""
    with suppress(OSError):  # The terminal may be closed by now.
        print(text, file=sys.stderr, flush=True)


@contextmanager
def database_for_command(
    settings: Settings, *, throwaway: bool, note: Note, migrated: bool = True
) -> Generator[Settings]:
    """Lend settings whose `database_url` answers and, unless told otherwise, is migrated.

    A named database is used as it is, and refused when it lacks migrations. Else the laptop's
    running server is joined, or started while inside; `throwaway` takes a new, durable one that
    nobody else sees. Not for use inside a running event loop.
    """
    if settings.database_url is not None:
        if migrated:
            _refuse_unmigrated(settings)
        yield settings
        return
    folder = DataFolder(data_path(settings))
    server = throwaway_postgres(careless=False) if throwaway else shared_postgres(folder, note=note)
    with server as address:
        if migrated:
            asyncio.run(migrate(address.url, passwords_from=address.url, note=_silently))
        yield with_database(settings, address.url)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Database]:
    """Open the two roles' pools for a command."""
    app_url, platform_url = login_urls(settings)
    database = await open_database(app_url, platform_url, reactions=REACTIONS)
    try:
        yield database
    finally:
        await database.close()


def login_urls(settings: Settings) -> tuple[str, str]:
    """Say how the app's and the platform's role log in."""
    if settings.app_database_url and settings.platform_database_url:
        return settings.app_database_url, settings.platform_database_url
    if settings.database_url is None:
        raise OperatorError("GALLERIA_DATABASE_URL is not set.")
    return (
        settings.app_database_url or derived_url(settings.database_url, "galleria_app"),
        settings.platform_database_url or derived_url(settings.database_url, "galleria_platform"),
    )


def with_database(settings: Settings, url: str) -> Settings:
    """Point the settings at a server of our own, whose every URL follows from the one."""
    return replace(
        settings,
        database_url=url,
        app_database_url=None,
        platform_database_url=None,
        direct_database_url=None,
    )


def data_path(settings: Settings) -> Path:
    """Say which folder holds this laptop's data."""
    return settings.data.absolute() if settings.data is not None else default_path()


def passwords_from(settings: Settings) -> str | None:
    """Say which URL the login roles' passwords are derived from, unless both URLs are given."""
    if settings.app_database_url and settings.platform_database_url:
        return None
    return settings.database_url


def migration_url(settings: Settings) -> str:
    """Say which URL migrates: the direct one where a pooler stands before the other."""
    url = settings.direct_database_url or settings.database_url
    if url is None:
        raise OperatorError("GALLERIA_DATABASE_URL is not set.")
    return url


def _refuse_unmigrated(settings: Settings) -> None:
    missing = asyncio.run(_missing(migration_url(settings)))
    if missing:
        raise OperatorError(
            f"The database lacks {len(missing)} migrations, first {missing[0]}. "
            "Run `galleria migrate`."
        )


async def _missing(url: str) -> list[str]:
    async with administrator(url) as connection:
        return await missing_migrations(connection)


def _silently(_text: str) -> None:
    return
