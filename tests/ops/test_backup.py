"""Backup and restore, with PostgreSQL's own programs."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from galleria.base.config import Settings
from galleria.base.database import open_database
from galleria.base.urls import derived_url
from galleria.ops.backup import backup, restore
from galleria.ops.errors import OperatorError
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrator import migrate
from tests.conftest import given_organization

ORGANIZATIONS = "SELECT slug FROM organization ORDER BY slug"


async def migrated(url: str) -> Settings:
    await migrate(url, passwords_from=url, note=lambda _: None)
    return Settings(database_url=url)


async def slugs(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(ORGANIZATIONS)
    await connection.close()
    return [row["slug"] for row in rows]


async def second_database(url: str) -> str:
    connection = await asyncpg.connect(url)
    name = f"{url.rpartition('/')[2]}_second"
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{url.rpartition('/')[0]}/{name}"


async def given_shops(url: str) -> None:
    database = await open_database(
        derived_url(url, "galleria_app"),
        derived_url(url, "galleria_platform"),
        reactions={},
    )
    for _ in range(3):
        await given_organization(database)
    await database.close()


async def test_a_backup_restores_into_an_empty_database(empty_url: str, tmp_path: Path) -> None:
    settings = await migrated(empty_url)
    await given_shops(empty_url)
    await asyncio.to_thread(backup, settings, tmp_path / "shops.backup")
    second = await second_database(empty_url)
    await asyncio.to_thread(restore, Settings(database_url=second), tmp_path / "shops.backup")
    assert await slugs(second) == await slugs(empty_url) != []


async def test_a_restored_database_keeps_organizations_apart(
    empty_url: str, tmp_path: Path
) -> None:
    settings = await migrated(empty_url)
    await given_shops(empty_url)
    await asyncio.to_thread(backup, settings, tmp_path / "shops.backup")
    second = await second_database(empty_url)
    await asyncio.to_thread(restore, Settings(database_url=second), tmp_path / "shops.backup")
    connection = await asyncpg.connect(derived_url(second, "galleria_app"))
    assert await connection.fetch(ORGANIZATIONS) == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT FROM directory_account")
    await connection.close()


async def test_a_backup_restores_on_another_server(empty_url: str, tmp_path: Path) -> None:
    settings = await migrated(empty_url)
    await given_shops(empty_url)
    await asyncio.to_thread(backup, settings, tmp_path / "shops.backup")
    with throwaway_postgres(careless=True) as other:
        await asyncio.to_thread(
            restore, Settings(database_url=other.url), tmp_path / "shops.backup"
        )
        assert await slugs(other.url) == await slugs(empty_url) != []


async def test_restoring_over_data_is_refused(empty_url: str, tmp_path: Path) -> None:
    settings = await migrated(empty_url)
    await asyncio.to_thread(backup, settings, tmp_path / "shops.backup")
    with pytest.raises(OperatorError, match="not empty"):
        await asyncio.to_thread(restore, settings, tmp_path / "shops.backup")


async def test_a_broken_backup_changes_nothing(empty_url: str, tmp_path: Path) -> None:
    settings = await migrated(empty_url)
    await asyncio.to_thread(backup, settings, tmp_path / "shops.backup")
    whole = (tmp_path / "shops.backup").read_bytes()
    (tmp_path / "broken.backup").write_bytes(whole[: len(whole) // 2])
    second = Settings(database_url=await second_database(empty_url))
    with pytest.raises(OperatorError, match="pg_restore failed"):
        await asyncio.to_thread(restore, second, tmp_path / "broken.backup")
    await asyncio.to_thread(restore, second, tmp_path / "shops.backup")


async def test_only_its_owner_reads_a_backup(empty_url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, await migrated(empty_url), tmp_path / "shops.backup")
    assert (tmp_path / "shops.backup").stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    nowhere = Settings(database_url="postgresql://me:secret@127.0.0.1:1/shop")
    with pytest.raises(OperatorError) as refused:
        backup(nowhere, tmp_path / "shops.backup")
    assert "secret" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
