"""One try at one delivery: signed, sent once, never redirected, answered within 15 s or not."""

import asyncio
import time
from datetime import UTC, datetime

from msgspec import Struct

from galleria.engine.outbound import (
    Answered,
    CallFailed,
    Outbound,
    Outgoing,
    TargetRefused,
)
from galleria.engine.vault import Vault
from galleria.webhooks.keys import Keys, signed_headers
from galleria.webhooks.rows import Try
from galleria.webhooks.send.message import body_of
from galleria.webhooks.send.outcome import Tried
from galleria.webhooks.send.queries import Due

TIMEOUT_S = 15.0
# Read so far, that the connection can be used again; kept: the beginning.
ANSWER_BYTES_MAX = 16_384
SNIPPET_BYTES_MAX = 1_024


class Post(Struct, frozen=True):
    """What the couriers of a process share. `turns` bounds how much is sent at once."""

    outbound: Outbound
    vault: Vault
    turns: asyncio.Semaphore


async def tried(post: Post, url: str, generations: list[Keys], due: Due) -> Tried:
    """Send it once and say what came of it; raises nothing that the endpoint can cause."""
    body = body_of(due)
    at, began = datetime.now(UTC), time.perf_counter()
    headers = signed_headers(str(due.event_id), int(at.timestamp()), body, generations)
    headers["content-type"] = "application/json"
    call = Outgoing(
        "POST",
        url,
        headers,
        body,
        timeout_s=TIMEOUT_S,
        answer_bytes_max=ANSWER_BYTES_MAX,
        is_cut=True,
    )
    answered, error = await _answered(post.outbound, call)
    duration_ms = round((time.perf_counter() - began) * 1000)
    if answered is None:
        return Tried(Try(at, duration_ms, None, error, ""))
    what = Try(at, duration_ms, answered.status, None, _snippet(answered.body))
    return Tried(what, _asked_wait_s(answered))


async def _answered(outbound: Outbound, call: Outgoing) -> tuple[Answered | None, str | None]:
    try:
        return await outbound.send_once(call), None
    except TargetRefused:
        return None, "That address may not be called."
    except CallFailed as failure:
        return None, failure.detail


def _snippet(body: bytes) -> str:
    # PostgreSQL's text holds no U+0000.
    return body[:SNIPPET_BYTES_MAX].decode(errors="ignore").replace("\0", "")


def _asked_wait_s(answered: Answered) -> float:
    text = answered.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0
