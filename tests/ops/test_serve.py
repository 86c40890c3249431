"""`galleria serve` on a PostgreSQL of somebody's care."""

import signal

from tests.ops.running import Laptop


def test_refuses_without_a_database(laptop: Laptop) -> None:
    refused = laptop.run("serve")
    assert refused.returncode == 1
    assert "GALLERIA_DATABASE_URL is not set" in refused.stderr


def test_refuses_a_database_that_forgets(laptop: Laptop, careless_url: str) -> None:
    assert laptop.run("migrate", GALLERIA_DATABASE_URL=careless_url).returncode == 0
    refused = laptop.run("serve", GALLERIA_DATABASE_URL=careless_url)
    assert refused.returncode == 1
    assert "fsync=off" in refused.stderr


def test_refuses_a_database_that_lacks_migrations(laptop: Laptop, durable_url: str) -> None:
    empty = durable_url.replace("/galleria", "/postgres")
    refused = laptop.run("serve", GALLERIA_DATABASE_URL=empty)
    assert refused.returncode == 1
    assert "galleria migrate" in refused.stderr


def test_refuses_a_database_that_does_not_answer_without_its_password(laptop: Laptop) -> None:
    nowhere = "postgresql://me:secret@127.0.0.1:1/shop"
    refused = laptop.run("serve", GALLERIA_DATABASE_URL=nowhere)
    assert refused.returncode == 1
    assert "cannot be reached" in refused.stderr
    assert "secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_serves_until_it_is_asked_to_stop(laptop: Laptop, durable_url: str) -> None:
    laptop.start("serve", GALLERIA_DATABASE_URL=durable_url)
    assert laptop.get("/") == b"end"
    laptop.process.send_signal(signal.SIGTERM)
    assert laptop.process.wait(20) == 0
    laptop.wait_until_gone()


def test_up_with_a_database_of_ones_own_starts_none_and_has_no_demo(
    laptop: Laptop, durable_url: str
) -> None:
    laptop.start("up", GALLERIA_DATABASE_URL=durable_url)
    assert laptop.get("/") == b"end"
    assert "demo" not in laptop.said
    assert not (laptop.folder.path / "postgres").exists()
    assert "Galleria runs already" in laptop.run("migrate").stderr
    assert laptop.run("stop").stdout == "stopped\n"


def test_listens_on_a_host_by_its_name(laptop: Laptop, durable_url: str) -> None:
    laptop.start("serve", GALLERIA_DATABASE_URL=durable_url, GALLERIA_HOST="localhost")
    assert laptop.get("/") == b"end"


def test_a_host_that_is_not_ours_is_refused(laptop: Laptop) -> None:
    nowhere = laptop.run("up", GALLERIA_HOST="nowhere.invalid")
    assert nowhere.returncode == 1
    assert "GALLERIA_HOST=nowhere.invalid" in nowhere.stderr
