"""What stands beside a measurement: the echo, served like our calls, and a database in order."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from galleria.base.config import Settings
from galleria.ops.bench.children import child, free_port, listens
from galleria.ops.bench.echo import DROP, GRANT, MAKE, TABLE, URL
from galleria.ops.database import login_urls, migration_url
from galleria.ops.migrator import administrator


@contextmanager
def echo_server(settings: Settings) -> Generator[int]:
    """Serve the echo while inside, and yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "galleria.ops.bench.echo", str(port)]
    with child(command, {URL: login_urls(settings)[0]}) as started:
        started.wait_until(lambda: listens(port))
        yield port


async def make_echo_table(settings: Settings) -> None:
    """Make the table that the echo inserts into: one index, no tenant, no policy."""
    async with administrator(migration_url(settings)) as connection:
        await connection.execute(f"{MAKE}; {GRANT}")


async def drop_echo_table(settings: Settings) -> int:
    """Drop it and return how many rows it had."""
    async with administrator(migration_url(settings)) as connection:
        rows = await connection.fetchval(f"SELECT count(*) FROM {TABLE}")
        await connection.execute(DROP)
        return int(rows)


async def analyse(settings: Settings) -> None:
    """Let the planner know the tables, as autovacuum does within a database's first minutes.

    A bench is over before that: without it, it would measure plans that nobody has for long.
    """
    async with administrator(migration_url(settings)) as connection:
        await connection.execute("ANALYZE")
