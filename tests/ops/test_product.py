"""The whole product as it is started: its application, its demo, its worker."""

import asyncio
import json
import signal
import subprocess
import time

import asyncpg

from tests.ops.running import WAIT_S, Laptop, wait_until


def test_the_first_start_shows_two_shops_and_prints_their_logins(product: Laptop) -> None:
    product.start()
    wait_until(lambda: "ready after" in product.said)
    shown = product.get("/").decode()
    shops = json.loads((product.folder.path / "demo.json").read_text())
    assert len(shops) == 2
    for shop in shops:
        assert shop["slug"] in shown
        assert f"{shop['logins'][0]['email']} / {shop['logins'][0]['password']}" in product.said
    assert product.press_ctrl_c() == 0
    product.wait_until_gone()


def test_the_second_start_serves_the_same_shops(product: Laptop) -> None:
    product.start()
    product.press_ctrl_c()
    [first, _] = json.loads((product.folder.path / "demo.json").read_text())
    _, categories, *_ = first["stores"][0]["links"]
    product.start()
    assert json.loads(product.get(categories["url"]))["items"]
    assert "Making the demo" not in product.said


def test_work_does_jobs_until_it_is_asked_to_stop(product: Laptop, durable_url: str) -> None:
    settings = {**product.environment(), "GALLERIA_DATABASE_URL": durable_url}
    working = subprocess.Popen([*product.command, "work"], env=settings)
    wait_until(lambda: asyncio.run(is_at_work(durable_url)))
    time.sleep(1)
    working.send_signal(signal.SIGTERM)
    assert working.wait(WAIT_S) == 0


async def is_at_work(url: str) -> bool:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'galleria_platform')"
    )
    await connection.close()
    return found
