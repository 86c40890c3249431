"""Objects too large for a row: kept under their organization's prefix, moved in small chunks."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from galleria.base.config import Settings
from galleria.base.refusals import NotFound, TooLarge

PART_BYTES = 5 * 1024 * 1024  # S3 takes no smaller part but the last.
PARTS_IN_FLIGHT = 2
CHUNK_BYTES = 256 * 1024
KEY_LENGTH_MAX = 500

# Segments begin with a letter or digit: no `..`, no hidden file, nothing absolute.
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]*(/[A-Za-z0-9][A-Za-z0-9._=-]*)*")


class Storage:
    """One folder or bucket. Every key lives under `{org_id}/`, so a tenant's objects move whole."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(
        self, org_id: UUID, key: str, chunks: AsyncIterator[bytes], *, bytes_max: int
    ) -> int:
        """Store what `chunks` yields, whole or not at all, and return its size in bytes.

        TooLarge as soon as it is over `bytes_max`. Memory stays at a few parts, whatever the size.
        An object of that key is replaced.
        """
        path = _path(org_id, key)
        counted = _Counted(chunks, bytes_max)
        await obstore.put_async(
            self._store,
            path,
            counted,
            use_multipart=True,
            chunk_size=PART_BYTES,
            max_concurrency=PARTS_IN_FLIGHT,
        )
        return counted.size_bytes

    async def get(self, org_id: UUID, key: str) -> AsyncIterator[bytes]:
        """Yield the object in chunks; NotFound when there is none."""
        try:
            found = await obstore.get_async(self._store, _path(org_id, key))
        except FileNotFoundError:
            raise NotFound("There is no such object.") from None
        async for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
            yield bytes(chunk)

    async def read_to_file(self, org_id: UUID, key: str, file: Path) -> None:
        """Copy the object to a local file; NotFound when there is none."""
        with file.open("wb") as out:
            async for chunk in self.get(org_id, key):
                out.write(chunk)

    async def delete(self, org_id: UUID, key: str) -> None:
        """Remove the object; nothing happens when there is none."""
        try:
            await obstore.delete_async(self._store, _path(org_id, key))
        except FileNotFoundError:
            return


def open_storage(settings: Settings) -> Storage:
    """Open the bucket or folder that is configured, or else `objects` in the data folder."""
    url = settings.storage_url
    if url is not None and "://" in url:
        return Storage(from_url(url))
    folder = Path(url) if url is not None else (settings.data or Path("data")) / "objects"
    return folder_storage(folder)


def folder_storage(folder: Path) -> Storage:
    """Open a local folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Storage(LocalStore(folder))


class _Counted:
    """Passes chunks on and stops at the limit; the store then gives its parts up."""

    def __init__(self, chunks: AsyncIterator[bytes], bytes_max: int) -> None:
        self._chunks = chunks
        self._bytes_max = bytes_max
        self.size_bytes = 0

    def __aiter__(self) -> "_Counted":
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._chunks)
        self.size_bytes += len(chunk)
        if self.size_bytes > self._bytes_max:
            raise TooLarge(f"At most {self._bytes_max} bytes.", bytes_max=self._bytes_max)
        return chunk


def _path(org_id: UUID, key: str) -> str:
    if len(key) > KEY_LENGTH_MAX or not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of an object")
    return f"{org_id}/{key}"
