"""`galleria listen` prints webhooks, and says whether their signature is right."""

import base64
import re
import secrets
import subprocess
import sys
from datetime import UTC, datetime

import httpx
from standardwebhooks.webhooks import Webhook

from galleria.ops.bench.children import free_port, listens
from tests.ops.running import wait_until

COMMAND = [sys.executable, "-c", "from galleria.cli import main; main()", "listen"]


def test_a_webhook_is_printed_with_the_verdict_on_its_signature() -> None:
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    port = free_port()
    with subprocess.Popen(
        [*COMMAND, f"--port={port}", f"--secret={secret}"], stdout=subprocess.PIPE, text=True
    ) as process:
        wait_until(lambda: listens(port))
        for key in (secret, "whsec_" + base64.b64encode(b"another").decode()):
            _send(port, key)
        process.terminate()
        said = process.communicate()[0]
    assert re.findall(r"msg_1  (.+)", said) == ["signature right", "SIGNATURE WRONG"]
    assert '{"type":"order.paid"}' in said


def _send(port: int, secret: str) -> None:
    now, body = datetime.now(UTC), '{"type":"order.paid"}'
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    answer = httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers)
    assert answer.status_code == 204
