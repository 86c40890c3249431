"""`galleria …`: every command in a few lines; what it does is imported when it runs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

if TYPE_CHECKING:
    from galleria.base.config import Settings

app = App(name="galleria", help="Many shops under one roof.")
# Listed by their path, so that what they import is read when they run.
LISTED = {
    "org": (
        "Organizations: the merchants under this roof.",
        {"create": "people:create_organization"},
    ),
    "member": ("The people of an organization.", {"create": "people:create_member"}),
    "staff": ("The people who run the platform.", {"create": "people:create_staff"}),
    "password": ("Passwords of people who cannot log in.", {"reset": "people:reset_password"}),
    "schema": (
        "schema.sql, the generated dump of the database.",
        {"dump": "schema_dump:write_schema", "check": "schema_dump:check_schema"},
    ),
    "openapi": (
        "openapi.json, the generated description of the API.",
        {"dump": "openapi_dump:write_openapi", "check": "openapi_dump:check_openapi"},
    ),
}
benches = App(name="bench", help="Named load shapes, each measured beside its limit.")
proofs = App(name="verify", help="Proofs; each ends in one line of counts.")
catalogs = App(name="catalog", help="What shoppers see, prepared for reading.")
app.command(benches)
app.command(catalogs)
app.command(proofs)
for group_name, (group_help, commands) in LISTED.items():
    group = App(name=group_name, help=group_help)
    for command_name, place in commands.items():
        group.command(f"galleria.ops.{place}", name=command_name)
    app.command(group)
proofs.command(
    "galleria.ops.selling:verify_selling",
    name="selling",
    help="Sell at random while processes and PostgreSQL are killed, and check every snapshot.",
)
app.command(
    "galleria.ops.listen:listen",
    name="listen",
    help="Print the webhooks that come to this machine, and whether their signature is right.",
)
app.command(
    "galleria.ops.import_file:import_file",
    name="import",
    help="Import categories and products from a FILE.",
)


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
    from galleria.ops.database import command_database
    from galleria.ops.production import migrate

    with command_database(migrated=False) as settings:
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
    from galleria.ops.database import command_database

    with command_database() as settings:
        backup(settings, file)


@app.command
def restore(file: Path) -> None:
    """Fill an empty database from a backup FILE."""
    from galleria.ops.backup import restore
    from galleria.ops.database import command_database

    with command_database(migrated=False) as settings:
        restore(settings, file)


@app.command(name="sandbox-gateway")
def run_sandbox_gateway(
    *,
    host: str = "127.0.0.1",
    port: int = 8090,
    stripe_webhook_url: str = "",
    razorpay_webhook_url: str = "",
) -> None:
    """Run a pretended Stripe and Razorpay on this machine, for trying payments without money.

    Parameters
    ----------
    host
        Where to listen.
    port
        Where to listen.
    stripe_webhook_url
        Where the demo account of Stripe tells what happened.
    razorpay_webhook_url
        Where the demo account of Razorpay tells what happened.

    """
    from galleria.ops.sandbox import sandbox_gateway

    sandbox_gateway(
        host,
        port,
        stripe_webhook_url=stripe_webhook_url,
        razorpay_webhook_url=razorpay_webhook_url,
    )


@benches.command(name="list")
def list_shapes() -> None:
    """Name every shape, its story and its budget."""
    from galleria.ops.bench import list_shapes

    list_shapes()


@benches.command(name="run")
def run_shapes(
    *shapes: str,
    quick: bool = False,
    large: bool = False,
    json: Path | None = None,
) -> None:
    """Measure shapes; the last line of each says its figure, its limit and its budget.

    Parameters
    ----------
    shapes
        Which; `galleria bench list` names them.
    quick
        As few rounds as can be judged.
    large
        Also what takes many minutes: a million products.
    json
        Write the results there, too.

    """
    from galleria.ops.bench import run_shapes

    sys.exit(run_shapes(_settings(), list(shapes), is_quick=quick, json_path=json, is_large=large))


@proofs.command(name="isolation")
def verify_isolation() -> None:
    """Prove that no organization sees or changes another's, and that faults would be noticed."""
    from galleria.ops.database import command_database
    from galleria.ops.verify.isolation import run

    with command_database(throwaway=True) as settings:
        status = run(settings)
    sys.exit(status)


@proofs.command(name="catalog")
def verify_catalog(*, organization: str | None = None) -> None:
    """Compare what shoppers see with what the tables say, document by document.

    Parameters
    ----------
    organization
        Whose; everybody's unless said.

    """
    from galleria.ops.catalog import verify_catalog
    from galleria.ops.database import command_database

    with command_database() as settings:
        status = verify_catalog(settings, organization)
    sys.exit(status)


@proofs.command(name="stock")
def verify_stock(*, organization: str | None = None) -> None:
    """Recompute every counter of stock from its ledger and holds, and name any difference.

    Parameters
    ----------
    organization
        Whose; everybody's unless said.

    """
    from galleria.ops.database import command_database
    from galleria.ops.verify.stock import verify_stock

    with command_database() as settings:
        status = verify_stock(settings, organization)
    sys.exit(status)


@catalogs.command(name="rebuild")
def rebuild_catalog(*, organization: str | None = None) -> None:
    """Build what shoppers see anew from the tables, while shops go on.

    Parameters
    ----------
    organization
        Whose; everybody's unless said.

    """
    from galleria.ops.catalog import rebuild_catalog
    from galleria.ops.database import command_database

    with command_database() as settings:
        rebuild_catalog(settings, organization)


def main() -> None:
    """Run the command line; what an operator can mend is said in one paragraph, without a trace."""
    from galleria.base.config import WrongConfiguration
    from galleria.base.refusals import Refusal
    from galleria.ops.errors import OperatorError

    try:
        app()
    except (OperatorError, WrongConfiguration) as error:
        print(f"galleria: {error}", file=sys.stderr)
        sys.exit(1)
    except Refusal as refusal:
        print(f"galleria: {refusal.detail or refusal.title}", file=sys.stderr)
        for wrong in refusal.errors:
            print(f"  {wrong.pointer.lstrip('/')}: {wrong.detail}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings() -> "Settings":
    from galleria.base.config import load_settings

    return load_settings()
