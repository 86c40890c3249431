"""A worker's way to run an import."""

from pathlib import Path
from tempfile import TemporaryDirectory

from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.engine.runner import JobRun, LeaseLost
from galleria.transfers.carry_out import carry_out
from galleria.transfers.ended import record_end
from galleria.transfers.jobs import RunImport
from galleria.transfers.objects import upload_key
from galleria.transfers.queries import end_abandoned_import
from galleria.transfers.work import Desk, ImportResult, Superseded

ABANDONED = "Its job ended before it did; what is counted was applied."


async def run_import(run: JobRun, job: RunImport) -> ImportResult | None:
    """Read the upload, apply it, keep the files about it, and let the upload go."""
    org_id, key = run.context.org_id, upload_key(job.import_id)
    with TemporaryDirectory(prefix="galleria-import-") as name:
        folder = Path(name)
        file = folder / "upload"
        await run.storage.read_to_file(org_id, key, file)
        try:
            result = await carry_out(
                run,
                run.storage,
                import_id=job.import_id,
                desk=Desk(file, folder),
            )
        except Superseded:
            raise LeaseLost from None
        except Refusal as refusal:
            # A file that cannot be read is not read again; after anything else it will be.
            if refusal.status < 500:
                await run.storage.delete(org_id, key)
            raise
    await run.storage.delete(org_id, key)
    return result


async def give_up_import(tx: Tx, job: RunImport) -> None:
    """Say of an import that its job ended without it; one that had ended stays as it is."""
    now = tx.context.now
    ended = await end_abandoned_import(tx, import_id=job.import_id, failure=ABANDONED, now=now)
    if ended is not None:
        await record_end(tx, job.import_id, ended)
