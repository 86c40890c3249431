"""A database for the proof alone: made by the migrations, filled, tried, dropped."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

from msgspec.structs import replace

from galleria.base.config import Settings
from galleria.base.ids import new_id
from galleria.ops.database import login_urls, migration_url, with_database
from galleria.ops.errors import OperatorError
from galleria.ops.migrator import administrator, migrate


@asynccontextmanager
async def scratch_database(settings: Settings) -> AsyncGenerator[Settings]:
    """Lend settings of a new database beside the named one; it is dropped at the end.

    Refused unless the administrator is a superuser: the faults are seeded by one.
    """
    url = migration_url(settings)
    name = f"galleria_isolation_{new_id().hex}"
    async with administrator(url) as connection:
        if not await connection.fetchval("SELECT current_setting('is_superuser')::bool"):
            raise OperatorError(
                "verify isolation seeds faults, so it needs a superuser of a server for tests. "
                "Unset GALLERIA_DATABASE_URL, and it starts a server of its own."
            )
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        # Nothing in it has to outlive the command.
        await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        await migrate(_named(url, name), passwords_from=None, note=_silently)
        app_url, platform_url = login_urls(settings)
        yield with_login_urls(
            with_database(settings, _named(url, name)),
            _named(app_url, name),
            _named(platform_url, name),
        )
    finally:
        async with administrator(url) as connection:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def with_login_urls(settings: Settings, app_url: str, platform_url: str) -> Settings:
    """Say outright how the two roles log in."""
    return replace(settings, app_database_url=app_url, platform_database_url=platform_url)


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _silently(_text: str) -> None:
    return
