"""`galleria import`: a file into a catalog, with its progress on the terminal."""

import asyncio
import gc
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.markup import escape

from galleria import transfers
from galleria.base.config import Settings, load_settings
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.catalog import MergeMode
from galleria.engine.storage import open_storage
from galleria.ops.database import command_database, data_path, opened
from galleria.ops.errors import OperatorError
from galleria.ops.import_report import ProgressLine, show_import
from galleria.ops.import_run import CommandRun
from galleria.ops.import_target import Target, find_target, found_organization
from galleria.ops.signals import stop_on_interrupt
from galleria.transfers import Desk, FormatName, Import, NewImport, ReceivedFile

GIVE_WAY_S = 0.001


class Wanted(Struct, frozen=True):
    """What was asked for on the command line."""

    file: Path
    organization: str | None
    catalog: str | None
    store: str | None
    form: FormatName | None
    currency: str | None
    mode: MergeMode
    is_dry_run: bool
    is_sure: bool
    problems: Path | None


def import_file(  # noqa: PLR0913  # house: a command line has one keyword an option
    file: Path,
    *,
    organization: str | None = None,
    catalog: str | None = None,
    store: str | None = None,
    form: FormatName | None = None,
    currency: str | None = None,
    mode: MergeMode = "upsert",
    dry_run: bool = False,
    yes: bool = False,
    problems: Path | None = None,
) -> None:
    """Import categories and products from a FILE; gzip is seen through.

    With --mode replace, what it would do is shown first and asked about.

    Parameters
    ----------
    file
        Products as JSON Lines, Galleria's or Shopify's CSV, a category graph as JSON, or a
        retailer's invoice lines.
    organization
        The organization's slug.
    catalog
        The catalog's id or name; one of that name is made if there is none.
    store
        Instead: the slug of a store, for the catalog that it sells.
    form
        How to read the file, when it is not told by its header.
    currency
        That of prices which name none; the catalog's unless said.
    mode
        create refuses products that are there, update those that are not; upsert takes both;
        replace also archives the products that the file leaves out.
    dry_run
        Say what would change, and change nothing.
    yes
        Replace without asking.
    problems
        Where to write the refused rows; `NAME.problems.csv` in this folder unless said.

    """
    if not file.is_file():
        raise OperatorError(f"There is no file {file}.")
    wanted = Wanted(
        file, organization, catalog, store, form, currency, mode, dry_run, yes, problems
    )
    # What is there now stays, and a file's rows are no cycles: looking for some takes a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    # What PostgreSQL waits for is the event loop's: the threads give way to it sooner than in 5 ms.
    sys.setswitchinterval(GIVE_WAY_S)
    is_laptop = load_settings().database_url is None
    with command_database() as settings:
        if is_laptop:
            settings = replace(settings, data=data_path(settings))
        done = asyncio.run(_imported(settings, wanted))
    sys.exit(done)


async def _imported(settings: Settings, wanted: Wanted) -> int:
    console = Console(stderr=True)
    received = await asyncio.to_thread(transfers.received_file, wanted.file)
    form = transfers.chosen_form(wanted.form, received)
    transfers.check_mode(wanted.mode, form)
    async with opened(settings) as database:
        context = await found_organization(database, wanted.organization)
        shop = _Shop(settings, database, context, console)
        archive_max = None
        if wanted.mode == "replace" and not (wanted.is_dry_run or wanted.is_sure):
            seen = await _import(shop, replace(wanted, is_dry_run=True), received, form, None)
            _confirm(seen)
            archive_max = seen.outcome.archived
        ended = await _import(shop, wanted, received, form, archive_max)
    if ended.state == "stopped":
        return 130
    return 0 if ended.rows_kept else 1


def _confirm(seen: Import) -> None:
    """Ask whether to go on; OperatorError when the answer is no, or there is nobody to ask."""
    if seen.state == "stopped":
        raise OperatorError("It was stopped; nothing was changed.")
    if not sys.stdin.isatty():
        raise OperatorError("Nobody is there to be asked: say --yes to replace without asking.")
    count = seen.outcome.archived
    question = f"Bring in the file and archive {count:,} products that it leaves out? [y/N] "
    if input(question).strip().lower() not in {"y", "yes"}:
        raise OperatorError("Nothing was changed.")


class _Shop(Struct, frozen=True):
    """Where a command works."""

    settings: Settings
    database: Database
    context: Context
    console: Console


async def _import(
    shop: _Shop,
    wanted: Wanted,
    received: ReceivedFile,
    form: FormatName,
    archive_max: int | None,
) -> Import:
    async with transaction(shop.database, shop.context) as tx:
        target = await find_target(
            tx, catalog=wanted.catalog, store=wanted.store, currency=wanted.currency
        )
        if target.unmade is not None and not wanted.is_dry_run:
            target = await target.made(tx)
        new = NewImport(
            new_id(),
            target.catalog_id,
            received,
            form,
            wanted.currency or target.currency,
            wanted.mode,
            archive_max,
            wanted.is_dry_run,
        )
        await transfers.save_import(tx, new, job_id=None)
    shop.console.print(escape(target.told(is_dry_run=wanted.is_dry_run)))
    return await _run(shop, wanted, new, target)


async def _run(shop: _Shop, wanted: Wanted, new: NewImport, target: Target) -> Import:
    with ProgressLine(shop.console, new.file.name) as line, TemporaryDirectory() as name:
        folder = Path(name)
        run = CommandRun(shop.database, shop.context, line.show)
        try:
            with stop_on_interrupt(run.stop):
                await transfers.carry_out(
                    run,
                    open_storage(shop.settings),
                    import_id=new.import_id,
                    desk=Desk(wanted.file, folder, target.unmade, is_eager=True),
                )
        finally:
            ended = await _ended(run, new.import_id)
            line.close()
            kept = _keep_files(folder, wanted, ended)
            show_import(Console(), ended, kept)
    return ended


async def _ended(run: CommandRun, import_id: UUID) -> Import:
    """Return how the import ended; one that an error ended says so."""
    async with run.transaction() as tx:
        await transfers.give_up_import(tx, transfers.RunImport(import_id))
        return await transfers.read_import(tx, import_id=import_id)


def _keep_files(folder: Path, wanted: Wanted, ended: Import) -> dict[str, Path]:
    """Copy the files that say something to where the person is; return them by name."""
    outcome = ended.outcome
    stem = wanted.file.name.split(".")[0]
    problems = wanted.problems or Path(f"{stem}.problems.csv")
    places = {
        "problems": problems if ended.rows_refused or wanted.problems else None,
        "changes": problems.with_name(f"{stem}.changes.csv") if ended.is_dry_run else None,
        "notices": problems.with_name(f"{stem}.notices.csv") if outcome.notices else None,
    }
    kept: dict[str, Path] = {}
    for name, place in places.items():
        source = folder / f"{name}.csv"
        if place is not None and source.exists():
            shutil.copyfile(source, place)
            kept[name] = place
    return kept
