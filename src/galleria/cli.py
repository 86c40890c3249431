"""`galleria …`: every command in a few lines; what it does is imported when it runs."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

if TYPE_CHECKING:
    from galleria.base.config import Settings

app = App(name="galleria", help="Many shops under one roof.")
organizations = App(name="org", help="Organizations: the merchants under this roof.")
members = App(name="member", help="The people who run an organization.")
passwords = App(name="password", help="Passwords of people who cannot log in.")
benches = App(name="bench", help="Named load shapes, each measured beside its limit.")
proofs = App(name="verify", help="Proofs; each ends in one line of counts.")
schema = App(name="schema", help="schema.sql, the generated dump of the database.")
openapi = App(name="openapi", help="openapi.json, the generated description of the API.")
for group in (organizations, members, passwords, benches, proofs, schema, openapi):
    app.command(group)


@app.command
def up() -> None:
    """Run everything on this laptop: PostgreSQL, the API and the job worker, until Ctrl-C."""
    from galleria.ops.up import up

    up(_settings())


@app.command
def serve() -> None:
    """Serve the API against GALLERIA_DATABASE_URL; jobs are done by `galleria work`."""
    from galleria.ops.production import serve

    serve(_settings())


@app.command
def work() -> None:
    """Do the jobs of the database at GALLERIA_DATABASE_URL until stopped."""
    from galleria.ops.production import work

    work(_settings())


@app.command
def migrate() -> None:
    """Bring the database to this version."""
    from galleria.ops.production import migrate

    with _database(migrated=False) as settings:
        migrate(settings)


@app.command
def status() -> None:
    """Say whether Galleria runs with this data folder; exit status 1 when it does not."""
    from galleria.ops.standing import status

    sys.exit(0 if status(_settings()) else 1)


@app.command
def stop() -> None:
    """Stop what runs with this data folder."""
    from galleria.ops.standing import stop

    stop(_settings())


@app.command
def reset(*, yes: bool = False) -> None:
    """Delete the laptop's database and files.

    Parameters
    ----------
    yes
        Do not ask.

    """
    from galleria.ops.standing import reset

    reset(_settings(), is_sure=yes)


@app.command
def backup(file: Path) -> None:
    """Write the whole database to FILE (pg_dump's custom format), while it is in use."""
    from galleria.ops.backup import backup

    with _database() as settings:
        backup(settings, file)


@app.command
def restore(file: Path) -> None:
    """Fill an empty database from a backup FILE."""
    from galleria.ops.backup import restore

    with _database(migrated=False) as settings:
        restore(settings, file)


@schema.command(name="dump")
def dump_schema() -> None:
    """Write schema.sql anew."""
    from galleria.ops.schema_dump import write_schema

    write_schema(Path("schema.sql"))


@schema.command(name="check")
def check_schema() -> None:
    """Fail when schema.sql is not what the migrations make."""
    from galleria.ops.schema_dump import check_schema

    check_schema(Path("schema.sql"))


@openapi.command(name="dump")
def dump_openapi() -> None:
    """Write openapi.json anew."""
    from galleria.ops.openapi_dump import write_openapi

    write_openapi(Path("openapi.json"))


@openapi.command(name="check")
def check_openapi() -> None:
    """Fail when openapi.json is not what the application serves."""
    from galleria.ops.openapi_dump import check_openapi

    check_openapi(Path("openapi.json"))


def main() -> None:
    """Run the command line; what an operator can mend is said in one paragraph, without a trace."""
    from galleria.base.config import WrongConfiguration
    from galleria.base.refusals import Refusal
    from galleria.ops.errors import OperatorError

    try:
        app()
    except (OperatorError, WrongConfiguration, Refusal) as error:
        print(f"galleria: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings() -> "Settings":
    from galleria.base.config import load_settings

    return load_settings()


@contextmanager
def _database(*, throwaway: bool = False, migrated: bool = True) -> Generator["Settings"]:
    from galleria.ops.database import database_for_command

    def note(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    with database_for_command(
        _settings(), throwaway=throwaway, migrated=migrated, note=note
    ) as settings:
        yield settings
