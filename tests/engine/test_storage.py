"""Storage: whole objects or none, under their organization."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from galleria.base.ids import new_id
from galleria.base.refusals import NotFound, TooLarge
from galleria.engine.storage import Storage, folder_storage

MEGABYTE = b"x" * 1024 * 1024


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return folder_storage(tmp_path / "objects")


async def stream(*chunks: bytes, then: Exception | None = None) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if then:
        raise then


async def whole(storage: Storage, org_id: object, key: str) -> bytes:
    return b"".join([chunk async for chunk in storage.get(org_id, key)])


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_what_was_put_is_got(storage: Storage) -> None:
    org_id = new_id()
    size = await storage.put(org_id, "a/b.json", stream(b"one", b"two"), bytes_max=6)
    assert (size, await whole(storage, org_id, "a/b.json")) == (6, b"onetwo")


async def test_an_empty_object_is_an_object(storage: Storage) -> None:
    org_id = new_id()
    assert await storage.put(org_id, "empty", stream(), bytes_max=1) == 0
    assert await whole(storage, org_id, "empty") == b""


async def test_large_objects_travel_in_chunks(storage: Storage, tmp_path: Path) -> None:
    org_id = new_id()
    await storage.put(org_id, "large", stream(*[MEGABYTE] * 12), bytes_max=2**24)
    sizes = [len(chunk) async for chunk in storage.get(org_id, "large")]
    assert sum(sizes) == 12 * 2**20
    assert max(sizes) < 2 * 2**20
    await storage.read_to_file(org_id, "large", tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size == 12 * 2**20


async def test_refuses_more_than_the_limit_and_leaves_nothing(
    storage: Storage, tmp_path: Path
) -> None:
    with pytest.raises(TooLarge):
        await storage.put(new_id(), "key", stream(*[MEGABYTE] * 12), bytes_max=11 * 2**20)
    assert files_in(tmp_path) == []


async def test_a_stream_that_breaks_off_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        broken = stream(*[MEGABYTE] * 12, then=ConnectionResetError())
        await storage.put(new_id(), "key", broken, bytes_max=2**30)
    assert files_in(tmp_path) == []


async def test_another_organization_finds_nothing(storage: Storage) -> None:
    await storage.put(new_id(), "key", stream(b"mine"), bytes_max=10)
    with pytest.raises(NotFound):
        await whole(storage, new_id(), "key")


async def test_deleting_twice_is_deleting_once(storage: Storage) -> None:
    org_id = new_id()
    await storage.put(org_id, "key", stream(b"x"), bytes_max=1)
    await storage.delete(org_id, "key")
    await storage.delete(org_id, "key")
    with pytest.raises(NotFound):
        await whole(storage, org_id, "key")


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../other", "a/../b", "a//b", ".hidden", "a/", "a\0", "x" * 501, "é"]
)
async def test_refuses_a_key_that_could_leave_the_prefix(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        await storage.put(new_id(), key, stream(b"x"), bytes_max=1)
