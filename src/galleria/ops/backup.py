"""Backup to one file and restore from it, in PostgreSQL's own custom format."""

import asyncio
import os
from pathlib import Path

from galleria.base.config import Settings
from galleria.ops.database import migration_url, passwords_from
from galleria.ops.dump import run_client
from galleria.ops.errors import OperatorError
from galleria.ops.migrations import our_migrations
from galleria.ops.migrator import administrator, migrate
from galleria.ops.roles import MAKE_SEARCH_ROLE


def backup(settings: Settings, path: Path) -> None:
    """Write the whole database to `path`, as of one moment, while it is in use.

    The file appears when it is whole, and only its owner may read it. The URL's role has to be a
    superuser or to have BYPASSRLS: it reads every organization's rows. Uploaded objects are not in
    the file: they are files or a bucket of their own.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        run_client("pg_dump", migration_url(settings), "--format=custom", f"--file={unfinished}")
        unfinished.replace(path)
        print(f"{path}: {path.stat().st_size:,} bytes")
    finally:
        unfinished.unlink(missing_ok=True)


def restore(settings: Settings, path: Path) -> None:
    """Fill an empty database from a backup, then bring it to this version.

    All or nothing. Refused when the database has anything of ours in it.
    """
    if not path.is_file():
        raise OperatorError(f"There is no file {path}.")
    url = migration_url(settings)
    asyncio.run(_refuse_filled(url))
    # Roles belong to the server, and a backup is of a database: the first migration makes them.
    asyncio.run(migrate(url, passwords_from=None, note=_silently, migrations=our_migrations()[:1]))
    asyncio.run(_make_search_role(url))
    run_client(
        "pg_restore",
        url,
        "--clean",
        "--if-exists",
        "--single-transaction",
        "--exit-on-error",
        str(path),
    )
    asyncio.run(migrate(url, passwords_from=passwords_from(settings), note=_silently))
    print(f"restored from {path}")


async def _refuse_filled(url: str) -> None:
    async with administrator(url) as connection:
        # What a restore that failed left of the first migration does not count.
        if await connection.fetchval("SELECT to_regclass('organization')") is not None:
            raise OperatorError(
                "The database is not empty, and restoring would overwrite it. Make an empty one "
                "(CREATE DATABASE …, or another GALLERIA_DATA), and restore into that."
            )


async def _make_search_role(url: str) -> None:
    async with administrator(url) as connection:
        await connection.execute(MAKE_SEARCH_ROLE)


def _silently(_text: str) -> None:
    return
