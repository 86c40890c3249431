"""Migrate, serve and work as separate processes, on a PostgreSQL of somebody's care."""

import asyncio

from galleria.base.config import Settings
from galleria.ops import migrator
from galleria.ops import serve as http
from galleria.ops.database import migration_url, passwords_from, to_the_terminal
from galleria.ops.errors import OperatorError


def migrate(settings: Settings) -> None:
    """Bring the database to this version, and say what was done."""
    url = migration_url(settings)
    done = asyncio.run(
        migrator.migrate(
            url, passwords_from=passwords_from(settings), note=lambda text: print(text)
        )
    )
    print(f"{len(done)} migrations applied" if done else "The database is up to date.")


def serve(settings: Settings) -> None:
    """Serve the API. Refused on a taken port, and on a database that is behind or not durable."""
    _refuse_without_database(settings)
    http.refuse_taken_port(settings)
    http.refuse_unsound_database(settings)
    address = f"{settings.host}:{settings.port}"
    http.serve(
        settings, with_worker=False, on_start=lambda: to_the_terminal(f"Serving at {address}")
    )


def work(settings: Settings) -> None:
    """Do jobs. Refused on a database that is behind or not durable."""
    _refuse_without_database(settings)
    http.refuse_unsound_database(settings)
    import uvloop

    from galleria.app import work

    uvloop.run(work(settings))


def _refuse_without_database(settings: Settings) -> None:
    both = settings.app_database_url and settings.platform_database_url
    if settings.database_url is None and not both:
        raise OperatorError(
            "GALLERIA_DATABASE_URL is not set. It names the PostgreSQL to work with; "
            "on a laptop, `galleria up` brings its own."
        )
