"""The whole product as it is started: its application, its demo, its worker."""

import json
import signal
import subprocess
import time

from tests.ops.running import Laptop, wait_until


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
    _, categories, _ = first["stores"][0]["links"]
    product.start()
    assert json.loads(product.get(categories["url"]))["items"]
    assert "Making the demo" not in product.said


def test_work_does_jobs_until_it_is_asked_to_stop(product: Laptop, durable_url: str) -> None:
    working = subprocess.Popen(
        [*product.command, "work"],
        env={**product.environment(), "GALLERIA_DATABASE_URL": durable_url},
    )
    time.sleep(2)
    assert working.poll() is None
    working.send_signal(signal.SIGTERM)
    assert working.wait(20) == 0
