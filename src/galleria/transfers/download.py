"""Download the files about an import."""

from collections.abc import AsyncIterator
from uuid import UUID

from galleria.base.call import Answer, Call
from galleria.base.refusals import Conflict, NotFound
from galleria.engine.storage import Storage
from galleria.transfers.list import read_import
from galleria.transfers.objects import report_key
from galleria.transfers.report import ReportName, file_name

# The charset of text is added on the way out.
CSV = "text/csv"


class NotEnded(Conflict):
    """The files about an import are there when it has ended."""

    code = "import_not_ended"
    title = "The import has not ended yet"


async def download_problems(call: Call) -> Answer:
    """Download every refused row: line, column, code, detail, and what the row says; as CSV.

    `rows` is how many rows of the file the line stands for; their sum is `rows_refused`.
    """
    return await _download(call, "problems")


async def download_changes(call: Call) -> Answer:
    """Download what became of each category and product, with the fields that changed; as CSV.

    Of a dry run it is what the import would change.
    """
    return await _download(call, "changes")


async def download_notices(call: Call) -> Answer:
    """Download what else there is to know about the file: differences, spellings; as CSV."""
    return await _download(call, "notices")


async def _download(call: Call, name: ReportName) -> Answer:
    import_id = _import_id(call.path_values["import_id"])
    async with call.reading() as tx:
        found = await read_import(tx, import_id=import_id)
    if found.finished_at is None:
        raise NotEnded(f"It is {found.state}.", state=found.state)
    storage = call.services.get(Storage)
    chunks = storage.get(call.tenant.org_id, report_key(import_id, name))
    # The first chunk now, while the answer can still be that there is none.
    first = await anext(chunks, b"")
    disposition = f'attachment; filename="import-{import_id}-{file_name(name)}"'
    headers = {"content-disposition": disposition, "cache-control": "no-store"}
    return Answer(200, headers=headers, media_type=CSV, stream=_from(first, chunks))


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def _import_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
