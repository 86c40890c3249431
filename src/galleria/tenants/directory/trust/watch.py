"""Keep this process's signing keys and revocations fresh: one background task, two statements."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from galleria.base.database import Database
from galleria.base.tx import platform_transaction
from galleria.tenants.directory.accounts.queries import forget_expired
from galleria.tenants.directory.accounts.throttle import WINDOW
from galleria.tenants.directory.trust.queries import (
    forget_revocations,
    recent_revocations,
    signing_keys,
)
from galleria.tenants.directory.trust.revoke import REVOKED_SIGNAL
from galleria.tenants.revocations import Revocations
from galleria.tenants.tokens import Keyring

TICK_S = 0.5
# A revocation is dated when it is written and seen when it commits; no transaction here is longer.
OVERLAP = timedelta(seconds=120)
EVERYTHING = timedelta(days=365 * 200)
SWEEP_S = 600.0


class TrustWatch:
    """Reads what is new each half second, and at once when this process revoked something."""

    def __init__(self, database: Database, keyring: Keyring, revocations: Revocations) -> None:
        self._database = database
        self._keyring = keyring
        self._revocations = revocations
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._read_at = time.monotonic()
        self._swept_at = time.monotonic()

    async def start(self) -> None:
        """Read everything once, then go on in the background."""
        await self._read(EVERYTHING)
        self._database.signals.listen(self._listen)
        self._task = asyncio.create_task(self._run(), name="trust watch")

    async def stop(self) -> None:
        """Stop reading."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def age_s(self) -> float:
        """How long ago the revocations were read; well under a second while all is well."""
        return time.monotonic() - self._read_at

    def _listen(self, names: set[str]) -> None:
        if REVOKED_SIGNAL in names:
            self._wake.set()

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(TICK_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                away = timedelta(seconds=time.monotonic() - self._read_at)
                await self._read(OVERLAP + away)
                await self._sweep()
            except Exception:
                # Mostly the database is away. Whatever it was: a watch that ended would let in what
                # is revoked for ever, so it goes on, asks for all it missed, and `age_s` tells.
                await asyncio.sleep(TICK_S)

    async def _read(self, within: timedelta) -> None:
        started = time.monotonic()
        now = datetime.now(UTC)
        async with platform_transaction(self._database) as tx:
            keys = await signing_keys(tx, now=now)
            rows = await recent_revocations(tx, within=within)
        self._keyring.load(keys)
        self._revocations.learn(rows, now)
        self._revocations.forget(now)
        self._read_at = started

    async def _sweep(self) -> None:
        if time.monotonic() - self._swept_at < SWEEP_S:
            return
        self._swept_at = time.monotonic()
        async with platform_transaction(self._database) as tx:
            await forget_revocations(tx, kept_for=OVERLAP)
            await forget_expired(tx, now=datetime.now(UTC), window=WINDOW)
