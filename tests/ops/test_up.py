"""`galleria up` from outside: what a person at a terminal sees and what befalls machines."""

import os
import signal
import socket
import threading
import time

import asyncpg

from tests.ops.running import Laptop, wait_until


async def remember(laptop: Laptop, note: str) -> None:
    connection = await asyncpg.connect(laptop.database_url)
    await connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
    await connection.execute("INSERT INTO note VALUES ($1)", note)
    await connection.close()


async def remembered(laptop: Laptop) -> list[str]:
    connection = await asyncpg.connect(laptop.database_url)
    rows = await connection.fetch("SELECT text FROM note")
    await connection.close()
    return [row["text"] for row in rows]


def test_serves_and_leaves_no_process_behind_after_ctrl_c(laptop: Laptop) -> None:
    laptop.start()
    assert laptop.get("/") == b"end"
    assert laptop.press_ctrl_c() == 0
    laptop.wait_until_gone()


def test_serves_and_leaves_no_process_behind_as_an_ordinary_user(ordinary_laptop: Laptop) -> None:
    ordinary_laptop.start()
    owner = (ordinary_laptop.folder.path / "postgres").stat().st_uid
    assert owner == ordinary_laptop.folder.path.parent.stat().st_uid
    assert ordinary_laptop.get("/") == b"end"
    assert ordinary_laptop.press_ctrl_c() == 0
    ordinary_laptop.wait_until_gone()


def test_says_where_it_is_and_where_the_data_lies(laptop: Laptop) -> None:
    laptop.start()
    wait_until(lambda: "ready after" in laptop.said)
    assert f"http://127.0.0.1:{laptop.port}/" in laptop.said
    assert str(laptop.folder.path) in laptop.said


async def test_a_second_start_keeps_the_data(laptop: Laptop) -> None:
    laptop.start()
    await remember(laptop, "kept")
    laptop.press_ctrl_c()
    laptop.start()
    assert await remembered(laptop) == ["kept"]


def test_a_second_start_while_one_runs_says_so(laptop: Laptop) -> None:
    laptop.start()
    second = laptop.run("up")
    assert second.returncode == 1
    assert f"process {laptop.process.pid}" in second.stderr
    assert "galleria stop" in second.stderr
    assert laptop.get("/") == b"end"


def test_a_taken_port_is_said_before_anything_starts(laptop: Laptop) -> None:
    with socket.create_server(("127.0.0.1", laptop.port)):
        refused = laptop.run("up")
    assert refused.returncode == 1
    assert f"Port {laptop.port} on 127.0.0.1 is taken" in refused.stderr
    assert not (laptop.folder.path / "postgres").exists()


async def test_recovers_after_kill_9_of_everything(laptop: Laptop) -> None:
    laptop.start()
    await remember(laptop, "acknowledged")
    laptop.kill_everything()
    laptop.start()
    assert await remembered(laptop) == ["acknowledged"]


async def test_recovers_after_kill_9_of_the_command_alone(laptop: Laptop) -> None:
    laptop.start()
    await remember(laptop, "acknowledged")
    laptop.kill()
    laptop.start()
    assert await remembered(laptop) == ["acknowledged"]


def test_nothing_lives_on_after_kill_9_of_the_command(laptop: Laptop) -> None:
    laptop.start()
    laptop.kill()
    laptop.wait_until_gone()


async def test_starts_postgres_again_when_it_is_killed(laptop: Laptop) -> None:
    laptop.start()
    await remember(laptop, "acknowledged")
    os.kill(laptop.postmaster, signal.SIGKILL)
    wait_until(lambda: "PostgreSQL is back" in laptop.said)
    assert await remembered(laptop) == ["acknowledged"]
    assert laptop.press_ctrl_c() == 0


def test_serves_again_when_the_serving_process_is_killed(laptop: Laptop) -> None:
    laptop.start()
    os.kill(laptop.serving_process(), signal.SIGKILL)
    wait_until(lambda: laptop.run("status").stdout.count("answers") == 1)
    assert laptop.get("/") == b"end"


def test_open_streams_end_when_it_stops(laptop: Laptop) -> None:
    laptop.start()
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(laptop.get("/stream")))
    reader.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert laptop.press_ctrl_c() == 0
    reader.join()
    assert received == [b"begin end"]
    assert time.monotonic() - began < 5


def test_stops_when_its_terminal_is_closed(laptop: Laptop) -> None:
    laptop.start()
    laptop.process.send_signal(signal.SIGHUP)
    assert laptop.process.wait(20) == 0
    laptop.wait_until_gone()


def test_stop_stops_what_runs(laptop: Laptop) -> None:
    laptop.start()
    assert laptop.run("status").returncode == 0
    assert laptop.run("stop").stdout == "stopped\n"
    assert laptop.process.wait() == 0
    assert laptop.run("status").returncode == 1
    laptop.wait_until_gone()


def test_reset_asks_and_forgets(laptop: Laptop) -> None:
    assert laptop.run("migrate").returncode == 0
    assert "Nothing was deleted" in laptop.run("reset").stderr
    assert (laptop.folder.path / "postgres").exists()
    assert laptop.run("reset", "--yes").returncode == 0
    assert not (laptop.folder.path / "postgres").exists()


def test_reset_is_refused_while_it_runs(laptop: Laptop) -> None:
    laptop.start()
    assert laptop.run("reset", "--yes").returncode == 1
    assert laptop.get("/") == b"end"


async def slugs(laptop: Laptop) -> list[str]:
    connection = await asyncpg.connect(laptop.database_url)
    rows = await connection.fetch("SELECT slug FROM organization")
    await connection.close()
    return [row["slug"] for row in rows]


def found_organization(laptop: Laptop) -> None:
    names = ("--slug", "blue-bird", "--owner", "owner@bird.example")
    assert laptop.run("org", "create", "Blue Bird", *names).returncode == 0


async def test_the_demo_is_not_put_among_organizations_of_ones_own(laptop: Laptop) -> None:
    found_organization(laptop)
    laptop.start()
    assert await slugs(laptop) == ["blue-bird"]
    assert not (laptop.folder.path / "demo.json").exists()


async def test_a_demo_that_was_cut_off_is_begun_again(laptop: Laptop) -> None:
    found_organization(laptop)
    (laptop.folder.path / "demo.begun").touch()
    laptop.start()
    assert await slugs(laptop) == []
    assert (laptop.folder.path / "demo.json").exists()
    assert not (laptop.folder.path / "demo.begun").exists()
