"""The laptop's PostgreSQL: what earlier runs and other machines may have left, and sharing it."""

import os
import stat
import subprocess
import threading
from pathlib import Path

import asyncpg
import pytest

from galleria.ops.binaries import NoPostgres, find_binaries
from galleria.ops.cluster import open_cluster
from galleria.ops.errors import AlreadyRunning, OperatorError
from galleria.ops.folder import DataFolder
from galleria.ops.laptop import running_postgres, shared_postgres, throwaway_postgres
from galleria.ops.postgres import start


def silently(_text: str) -> None:
    return


async def answer(url: str, question: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_writes_are_on_disk_before_they_are_acknowledged(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently) as address:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert await answer(address.url, f"SHOW {setting}") == "on"


async def test_nobody_enters_without_the_password(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently) as address:
        password = (folder.path / "postgres-password").read_text()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(address.url.replace(password, "guessed"))
    assert stat.S_IMODE((folder.path / "postgres-password").stat().st_mode) == 0o600


async def test_letters_have_case_in_every_language(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently) as address:
        assert await answer(address.url, "SELECT lower('ÄÖÉ') || upper('я')") == "äöéЯ"


def test_closed_folders_above_stay_closed_to_others(folder: DataFolder) -> None:
    before = folder.path.parent.stat().st_mode
    with running_postgres(folder, note=silently):
        assert (folder.path / "postgres/postmaster.pid").exists()
    # A chmod closes the passage again; the next start opens it again.
    folder.path.parent.chmod(before)
    with running_postgres(folder, note=silently):
        after = folder.path.parent.stat().st_mode
    assert stat.S_IMODE(after) & stat.S_IRWXO == stat.S_IMODE(before) & stat.S_IRWXO == 0


def test_a_folder_of_another_major_is_refused_with_the_remedy(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently):
        pass
    (folder.path / "postgres/PG_VERSION").write_text("15\n")
    with pytest.raises(OperatorError, match=r"made by PostgreSQL 15.*galleria restore FILE"):
        open_cluster(folder.path)


def test_a_long_recovery_is_explained_and_awaited(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("galleria.ops.postgres.PATIENCE_S", 0)
    said: list[str] = []
    with running_postgres(folder, note=said.append):
        assert said == ["PostgreSQL is recovering from a crash; this may take a minute or two …"]


def test_a_server_that_never_answers_is_stopped_and_its_log_named(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("galleria.ops.postgres.START_WAIT_S", 0)
    never = pytest.raises(OperatorError, match=r"not ready after 0 s; see .*postgres\.log")
    with never, running_postgres(folder, note=silently):
        pass
    assert not (folder.path / "postgres/postmaster.pid").exists()


def test_a_server_that_refuses_to_start_says_why(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently):
        pass
    with (folder.path / "postgres/postgresql.conf").open("a") as settings:
        settings.write("shared_preload_libraries = 'absent'\n")
    refused = pytest.raises(OperatorError, match="could not access file")
    with refused, running_postgres(folder, note=silently):
        pass


async def test_a_creation_that_was_cut_off_is_begun_again(folder: DataFolder) -> None:
    unfinished = folder.path / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with running_postgres(folder, note=silently) as address:
        assert await answer(address.url, "SELECT 1") == 1
    assert not unfinished.exists()


def test_a_pid_file_that_names_a_stranger_needs_no_hand_work(folder: DataFolder) -> None:
    with running_postgres(folder, note=silently):
        cluster = open_cluster(folder.path)
    # Of the same account, or PostgreSQL would know by itself that it is none of its own.
    stranger = subprocess.Popen(["sleep", "60"], user=cluster.account.uid)
    said = f"{stranger.pid}\n{folder.path}/postgres\n1700000000\n5432\n\n127.0.0.1\n  1 1\nready\n"
    (folder.path / "postgres/postmaster.pid").write_text(said)
    with running_postgres(folder, note=silently):
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


async def test_a_server_without_its_galleria_is_stopped_and_replaced(folder: DataFolder) -> None:
    with folder.owned():
        orphan = start(open_cluster(folder.path), port=None, settings={}, note=silently)
    with running_postgres(folder, note=silently) as address:
        assert orphan.process.poll() == 0
        assert await answer(address.url, "SELECT 1") == 1


def test_only_one_owns_a_folder(folder: DataFolder) -> None:
    owned_twice = pytest.raises(AlreadyRunning, match="galleria stop")
    with running_postgres(folder, note=silently), owned_twice, folder.owned():
        pass


def test_a_command_joins_the_server_that_runs(folder: DataFolder) -> None:
    own, join = running_postgres(folder, note=silently), shared_postgres(folder, note=silently)
    with own as running, join as joined:
        assert joined.url == running.url


def test_the_first_command_waits_for_those_who_joined(folder: DataFolder) -> None:
    joined, may_leave, order = threading.Event(), threading.Event(), list[str]()

    def join() -> None:
        with shared_postgres(folder, note=silently):
            joined.set()
            may_leave.wait()
            order.append("second is done")

    second = threading.Thread(target=join)
    with shared_postgres(folder, note=silently):
        second.start()
        joined.wait()
        threading.Timer(0.3, may_leave.set).start()
    order.append("server is stopped")
    second.join()
    assert order == ["second is done", "server is stopped"]


def test_a_throw_away_server_leaves_nothing(
    data_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(data_path.parent))
    with throwaway_postgres(careless=False):
        assert len(list(data_path.parent.iterdir())) == 1
    assert list(data_path.parent.iterdir()) == []


def test_what_a_killed_run_could_not_throw_away_is_swept(
    data_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(data_path.parent))
    left = data_path.parent / "galleria-throwaway-left"
    left.mkdir()
    os.utime(left, (0, 0))
    with throwaway_postgres(careless=False):
        assert not left.exists()


def test_another_program_called_postgres_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in ("initdb", "postgres", "pg_dump", "pg_restore", "psql"):
        (tmp_path / program).write_text("#!/bin/sh\necho I am something else\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("galleria.ops.binaries.INSTALLED", ())
    with pytest.raises(NoPostgres, match="not PostgreSQL"):
        find_binaries()
