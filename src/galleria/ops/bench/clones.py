"""Databases for one measurement each: copies of one that is prepared, so that all begin alike."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

from galleria.base.config import Settings
from galleria.ops.database import migration_url, with_database
from galleria.ops.migrator import administrator

# What a database grants is not copied with it.
GRANTS = """
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT, TEMPORARY, CREATE ON DATABASE {name} TO galleria_owner;
GRANT CONNECT, TEMPORARY ON DATABASE {name} TO galleria_app, galleria_platform;
"""


@asynccontextmanager
async def cloned(settings: Settings) -> AsyncGenerator[Settings]:
    """Copy the settings' database, which nobody may be connected to, and drop the copy at the end.

    The role needs to be allowed to create databases.
    """
    url = migration_url(settings)
    original = urlsplit(url).path.lstrip("/")
    name = f"galleria_bench_{secrets.token_hex(6)}"
    async with administrator(_at(url, "postgres")) as connection:
        await connection.execute(f'CREATE DATABASE {name} TEMPLATE "{original}"')
        try:
            await connection.execute(GRANTS.format(name=name))
            yield with_database(settings, _at(url, name))
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
