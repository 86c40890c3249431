"""Imports as the command line runs them: real database, real storage, no job."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.catalog import MergeMode
from galleria.engine.storage import Storage
from galleria.ops.import_run import CommandRun
from galleria.transfers import Desk, Import, NewImport, carry_out, chosen_form, save_import
from galleria.transfers.at_hand import received_file
from galleria.transfers.list import read_import
from galleria.transfers.objects import report_key
from galleria.transfers.report import ReportName
from tests.catalog.given import given_catalog

HEADER = "external_key,name,price,sku,category_path,option1_name,option1_value,brand\n"


class Importer(Struct):
    """Imports files into one catalog."""

    database: Database
    storage: Storage
    context: Context
    catalog_id: UUID

    async def run(self, file: Path, *, mode: MergeMode = "upsert", dry_run: bool = False) -> Import:
        import_id = await self.wait_for(file, mode=mode, dry_run=dry_run)
        return await self.carry_out(import_id, file)

    async def read(
        self,
        text: str,
        *,
        mode: MergeMode = "upsert",
        archive_max: int | None = None,
        dry_run: bool = False,
    ) -> Import:
        """Import rows of our own CSV, or JSON; a CSV without a header gets HEADER."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "file.csv"
            has_head = text.startswith(("external_key", "{", "["))
            file.write_text(text if has_head else HEADER + text)
            import_id = await self.wait_for(
                file, mode=mode, archive_max=archive_max, dry_run=dry_run
            )
            return await self.carry_out(import_id, file)

    async def wait_for(
        self,
        file: Path,
        *,
        mode: MergeMode = "upsert",
        archive_max: int | None = None,
        dry_run: bool = False,
    ) -> UUID:
        received = received_file(file)
        form = chosen_form(None, received)
        new = NewImport(
            new_id(), self.catalog_id, received, form, "EUR", mode, archive_max, dry_run
        )
        async with transaction(self.database, self.context) as tx:
            await save_import(tx, new, job_id=None)
        return new.import_id

    async def carry_out(self, import_id: UUID, file: Path, run: CommandRun | None = None) -> Import:
        run = run or self.command()
        with TemporaryDirectory() as folder:
            desk = Desk(file, Path(folder))
            await carry_out(run, self.storage, import_id=import_id, desk=desk)
        return await self.seen(import_id)

    def command(self) -> CommandRun:
        return CommandRun(self.database, self.context, lambda done, total, note: None)

    async def seen(self, import_id: UUID) -> Import:
        async with transaction(self.database, self.context) as tx:
            return await read_import(tx, import_id=import_id)

    async def report(self, ended: Import, name: ReportName) -> list[dict[str, str]]:
        key = report_key(ended.import_id, name)
        chunks = [chunk async for chunk in self.storage.get(self.context.org_id, key)]
        return list(csv.DictReader(io.StringIO(b"".join(chunks).decode(), newline="")))

    async def execute(self, statement: str) -> None:
        async with transaction(self.database, self.context) as tx:
            await tx.connection.execute(statement)

    async def fetch(self, statement: str) -> list[tuple[object, ...]]:
        async with transaction(self.database, self.context) as tx:
            return [tuple(row) for row in await tx.connection.fetch(statement)]


async def given_importer(database: Database, storage: Storage, context: Context) -> Importer:
    async with transaction(database, context) as tx:
        catalog_id = await given_catalog(tx)
    return Importer(database, storage, context, catalog_id)
