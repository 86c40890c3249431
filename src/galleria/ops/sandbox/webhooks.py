"""Tells merchants what happened: in order, late, twice, backwards or not at all, as conduct says.

A delivery that is not answered 2xx is tried again, as the real ones do, though within seconds.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Literal

import aiohttp
from msgspec import Struct, field

from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.conduct import Conduct
from galleria.ops.sandbox.ids import now_s
from galleria.ops.sandbox.told import Told

KEPT_MAX = 2_000
WAITING_MAX = 10_000
AT_ONCE_MAX = 32
TRIES_MAX = 6
TIMEOUT_S = 10.0
FIRST_PAUSE_S = 0.5


class Attempt(Struct, frozen=True):
    """One try: the status that was answered, or why there was none."""

    at: int
    outcome: str


class Delivery(Struct, kw_only=True):
    """One copy of one event, and what came of it."""

    event_id: str
    kind: str
    account: str
    url: str
    state: Literal["waiting", "delivered", "failed", "lost"] = "waiting"
    attempts: list[Attempt] = field(default_factory=list[Attempt])


class Webhooks:
    """Sends; one for the sandbox."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._turns = asyncio.Semaphore(AT_ONCE_MAX)
        self._sending: set[asyncio.Task[None]] = set()
        self._kept: deque[tuple[Delivery, Account, Told]] = deque(maxlen=KEPT_MAX)

    def tell(self, account: Account, events: Sequence[Told], conduct: Conduct) -> None:
        """Send what one act brought about; returns at once."""
        wanted = account.webhook_events
        chosen = [event for event in events if not wanted or event.kind in wanted]
        ordered = list(reversed(chosen)) if conduct.webhooks == "reversed" else chosen
        copied = [event for event in ordered for _ in range(conduct.copies)]
        noted = [(self._note(account, event), event) for event in copied]
        if conduct.webhooks == "lost" or not account.webhook_url:
            for delivery, _ in noted:
                delivery.state = "lost"
            return
        self._start(account, noted, conduct.webhook_delay_ms / 1000)

    def send_again(self, event_id: str) -> bool:
        """Send an event once more, also a lost one; false when it is not known (any more)."""
        found = next((it for it in reversed(self._kept) if it[0].event_id == event_id), None)
        if found is None:
            return False
        _, account, event = found
        self._start(account, [(self._note(account, event), event)], 0.0)
        return True

    def deliveries(self) -> list[Delivery]:
        """Return the latest, the newest first."""
        return [delivery for delivery, _, _ in reversed(self._kept)]

    async def settled(self) -> None:
        """Wait until nothing is being sent any more."""
        while self._sending:
            await asyncio.wait(set(self._sending))

    async def close(self) -> None:
        """Stop sending."""
        sending = set(self._sending)
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)

    def _note(self, account: Account, event: Told) -> Delivery:
        delivery = Delivery(
            event_id=event.event_id,
            kind=event.kind,
            account=account.public_key,
            url=account.webhook_url,
        )
        self._kept.append((delivery, account, event))
        return delivery

    def _start(self, account: Account, noted: list[tuple[Delivery, Told]], wait_s: float) -> None:
        if len(self._sending) >= WAITING_MAX:
            for delivery, _ in noted:
                delivery.state = "lost"
            return
        task = asyncio.create_task(self._send_all(account, noted, wait_s))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send_all(
        self, account: Account, noted: list[tuple[Delivery, Told]], wait_s: float
    ) -> None:
        await asyncio.sleep(wait_s)
        for delivery, event in noted:
            await self._send(account, delivery, event)

    async def _send(self, account: Account, delivery: Delivery, event: Told) -> None:
        delivery.url = account.webhook_url
        pause_s = FIRST_PAUSE_S
        for _ in range(TRIES_MAX):
            async with self._turns:
                outcome = await self._try(account.webhook_url, event)
            delivery.attempts.append(Attempt(int(time.time()), outcome))
            if outcome.startswith("2"):
                delivery.state = "delivered"
                return
            await asyncio.sleep(pause_s)
            pause_s *= 2
        delivery.state = "failed"

    async def _try(self, url: str, event: Told) -> str:
        headers = {"Content-Type": "application/json", **event.sign(now_s())}
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._session.post(
                    url, data=event.body, headers=headers, allow_redirects=False
                ) as response,
            ):
                return str(response.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return type(error).__name__
