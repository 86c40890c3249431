"""Transfers bring catalogs in from files, and say of every row what became of it.

`formats/` reads files (pure, streaming, no database) into the rows of `rows.py`. An import stores
the file (`accept`); then a job (`run_import`), or the command line, reads it in a thread (`slices`)
and applies it in committed chunks (`carry_out`, `apply`, `chunk`), or compares it (`dry_run`). What
a file leaves out of a catalog that it replaces is archived in the end (`replace`).
"""

from galleria.engine.kinds import job
from galleria.transfers.at_hand import received_file
from galleria.transfers.carry_out import carry_out
from galleria.transfers.formats import FORMATS, FormatName
from galleria.transfers.jobs import RunImport
from galleria.transfers.list import Import, read_import
from galleria.transfers.new_import import (
    NewImport,
    ReceivedFile,
    check_mode,
    chosen_currency,
    chosen_form,
    save_import,
)
from galleria.transfers.outcome import KindCounts, Outcome
from galleria.transfers.queries import catalog_of_store, catalogs_called
from galleria.transfers.run_import import give_up_import, run_import
from galleria.transfers.work import Desk, ImportResult

JOBS = [job(RunImport, run_import, on_failed=give_up_import)]

__all__ = [
    "FORMATS",
    "JOBS",
    "Desk",
    "FormatName",
    "Import",
    "ImportResult",
    "KindCounts",
    "NewImport",
    "Outcome",
    "ReceivedFile",
    "RunImport",
    "carry_out",
    "catalog_of_store",
    "catalogs_called",
    "check_mode",
    "chosen_currency",
    "chosen_form",
    "give_up_import",
    "read_import",
    "received_file",
    "save_import",
]
