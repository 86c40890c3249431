"""The stored objects of an import: what was uploaded, and the files about it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from galleria.engine.storage import Storage
from galleria.transfers.report import NAMES, ReportName, file_name

UPLOAD_BYTES_MAX = 1 << 30
REPORT_BYTES_MAX = 8 << 30  # LINES_MAX lines, each as long as its detail and excerpt may be.
CHUNK_BYTES = 256 * 1024


def upload_key(import_id: UUID) -> str:
    """Return where the uploaded file is until the import has ended."""
    return f"imports/{import_id}/upload"


def report_key(import_id: UUID, name: ReportName) -> str:
    """Return where a file about the import is once it has ended."""
    return f"imports/{import_id}/{file_name(name)}"


async def keep_reports(storage: Storage, org_id: UUID, import_id: UUID, folder: Path) -> None:
    """Store the files about an import."""
    for name in NAMES:
        chunks = _chunks(folder / file_name(name))
        key = report_key(import_id, name)
        await storage.put(org_id, key, chunks, bytes_max=REPORT_BYTES_MAX)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
