"""How far an import is, written in the transaction of what is counted."""

from galleria.base.tx import Tx
from galleria.transfers.outcome import Tally
from galleria.transfers.queries import advance_import
from galleria.transfers.work import Superseded, Task


async def advance(tx: Tx, task: Task, tally: Tally) -> None:
    """Write the counts down; Superseded where another run goes on with the import."""
    advanced = await advance_import(
        tx,
        import_id=task.import_id,
        run_id=task.run_id,
        rows_read=tally.rows_read,
        rows_kept=tally.rows_kept,
        rows_refused=tally.rows_refused,
        last_line=tally.last_line,
        outcome=tally.outcome,
    )
    if advanced is None:
        raise Superseded
