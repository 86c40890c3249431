"""What the terminal shows of an import: how far it is, and what became of the rows."""

from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from galleria.transfers import Import

HEADS = {
    "completed": "Imported",
    "stopped": "Stopped",
    "failed": "Failed",
    "running": "Cut off",
    "waiting": "Not begun",
}


class ProgressLine:
    """One line that shows how much of the file is read."""

    def __init__(self, console: Console, name: str) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task(escape(name), total=None, note="")

    def __enter__(self) -> "ProgressLine":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def show(self, done: int, total: int | None, note: str) -> None:
        """Show bytes read of all, and a note."""
        self._progress.update(self._task, completed=done, total=total, note=note)

    def close(self) -> None:
        """Take the line away."""
        self._progress.stop()


def show_import(console: Console, ended: Import, files: dict[str, Path]) -> None:
    """Print counts, reasons, and where the files are."""
    head = HEADS[ended.state] if ended.rows_kept else "Nothing could be imported"
    if ended.is_dry_run:
        head = "Dry run, nothing was changed"
    console.print(
        f"[bold]{head}[/bold]: {ended.rows_read:,} rows = {ended.rows_kept:,} kept"
        f" + {ended.rows_refused:,} refused"
    )
    if ended.failure is not None:
        console.print(escape(ended.failure))
        if ended.last_line:
            console.print(f"Applied up to line {ended.last_line:,}; run it again to go on.")
    _show_outcome(console, ended)
    for name, path in files.items():
        console.print(f"{name}: {escape(str(path))}", soft_wrap=True)
    console.print(f"import {ended.import_id}", style="dim", soft_wrap=True)


def _show_outcome(console: Console, ended: Import) -> None:
    outcome = ended.outcome
    console.print(_counts(ended))
    if ended.mode == "replace":
        verb = "would be archived" if ended.is_dry_run else "were archived"
        console.print(f"{outcome.archived:,} products that the file leaves out {verb}")
    if outcome.refused_by_code:
        console.print(_codes("refused because", "rows", outcome.refused_by_code))
    if outcome.notices:
        console.print(_codes("to know", "times", outcome.notices))
    if outcome.not_compared:
        console.print(f"{outcome.not_compared:,} further things were read, not compared.")


def _counts(ended: Import) -> Table:
    table = Table("", "created", "updated", "unchanged", "refused")
    for name, kind in (
        ("categories", ended.outcome.categories),
        ("products", ended.outcome.products),
    ):
        numbers = (kind.created, kind.updated, kind.unchanged, kind.refused)
        table.add_row(name, *(f"{number:,}" for number in numbers))
    return table


def _codes(title: str, unit: str, counts: dict[str, int]) -> Table:
    table = Table(title, unit)
    for code, count in sorted(counts.items(), key=lambda item: -item[1]):
        table.add_row(code, f"{count:,}")
    return table
