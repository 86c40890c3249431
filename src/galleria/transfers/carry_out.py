"""Run an import from its beginning to its end, and leave word of how it ended."""

from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.engine.storage import Storage
from galleria.transfers.apply import apply_file
from galleria.transfers.dry_run import compare_file
from galleria.transfers.ended import record_end
from galleria.transfers.objects import keep_reports
from galleria.transfers.outcome import Tally
from galleria.transfers.queries import ImportState, begin_import, end_import
from galleria.transfers.report import Report
from galleria.transfers.work import Desk, ImportResult, Stopped, Superseded, Task, Work

STOPPED = "It was asked to stop; what is counted was applied, and nothing after it."


async def carry_out(
    work: Work, storage: Storage, *, import_id: UUID, desk: Desk
) -> ImportResult | None:
    """Run the import; None when it was stopped, or had ended before.

    A file that cannot be read, and a catalog that is gone, end it as failed, and are raised. Any
    other error leaves it running, to be run again from its beginning: rows that were applied are
    unchanged then. `folder` is for the files about it, which end up in the storage.
    """
    task = await _begin(work, import_id, desk)
    if task is None:
        return None
    tally, report = Tally(), Report(desk.folder)
    refusal: Refusal | None = None
    state: ImportState = "completed"
    run = compare_file if task.is_dry_run else apply_file
    try:
        await run(work, task, desk=desk, tally=tally, report=report)
    except Stopped:
        state = "stopped"
    except Refusal as error:
        if error.status >= 500:
            raise
        state, refusal = "failed", error
    finally:
        report.close()
    await keep_reports(storage, work.context.org_id, import_id, desk.folder)
    result = _result(task, tally)
    async with work.transaction() as tx:
        await _end(tx, task, tally, state, refusal)
        if state == "completed":
            await work.finish(tx, result)
    if refusal is not None:
        raise refusal
    return result if state == "completed" else None


async def _begin(work: Work, import_id: UUID, desk: Desk) -> Task | None:
    run_id = new_id()
    async with work.transaction() as tx:
        begun = await begin_import(tx, import_id=import_id, run_id=run_id, now=tx.context.now)
    if begun is None:
        return None
    if begun.catalog_id is None and not (begun.is_dry_run and desk.unmade):
        raise NotFound("The catalog was deleted.")
    return Task(
        import_id=import_id,
        run_id=run_id,
        catalog_id=begun.catalog_id,
        form=begun.form,
        currency=begun.currency,
        mode=begun.mode,
        archive_max=begun.archive_max,
        is_dry_run=begun.is_dry_run,
        size_bytes=begun.size_bytes,
    )


async def _end(
    tx: Tx, task: Task, tally: Tally, state: ImportState, refusal: Refusal | None
) -> None:
    failure = STOPPED if state == "stopped" else _told(refusal)
    ended = await end_import(
        tx,
        import_id=task.import_id,
        run_id=task.run_id,
        state=state,
        rows_read=tally.rows_read,
        rows_kept=tally.rows_kept,
        rows_refused=tally.rows_refused,
        last_line=tally.last_line,
        outcome=tally.outcome,
        failure=failure,
        now=tx.context.now,
    )
    if ended is None:
        raise Superseded
    await record_end(tx, task.import_id, ended)


def _told(refusal: Refusal | None) -> str | None:
    if refusal is None:
        return None
    line = refusal.facts.get("line")
    said = refusal.detail or refusal.title
    return f"line {line}: {said}" if line is not None else said


def _result(task: Task, tally: Tally) -> ImportResult:
    return ImportResult(
        import_id=task.import_id,
        rows_read=tally.rows_read,
        rows_kept=tally.rows_kept,
        rows_refused=tally.rows_refused,
        outcome=tally.outcome,
    )
