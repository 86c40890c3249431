"""Slow guessing down: ten failures in a quarter of an hour, for an account and for an address."""

import hashlib
from datetime import datetime, timedelta

from galleria.base.refusals import TooManyRequests
from galleria.base.tx import PlatformTx
from galleria.tenants.directory.accounts.queries import count_attempts, refund_attempts

# Requirement R2, class "auth".
FAILURES_MAX = 10
WINDOW = timedelta(minutes=15)


def subjects_of(email: str, address: str) -> list[str]:
    """Return what an attempt is counted under: hashes, so the table names nobody."""
    return [_subject("account", email), _subject("address", address)]


async def count_attempt(
    tx: PlatformTx, *, subjects: list[str], now: datetime, failures_max: int = FAILURES_MAX
) -> None:
    """Count an attempt as failed before it is tried; TooManyRequests says when to come back.

    Counted first, and committed by the caller before the password is looked at: many guesses at
    once cannot slip through together.
    """
    for attempts in await count_attempts(tx, subjects=subjects, now=now, window=WINDOW):
        if attempts.failures > failures_max:
            wait = attempts.window_started_at + WINDOW - now
            raise TooManyRequests(
                "Too many failed attempts.", retry_after_s=max(1, int(wait.total_seconds()) + 1)
            )


async def refund_attempt(tx: PlatformTx, *, subjects: list[str]) -> None:
    """Take the count of an attempt back that succeeded."""
    await refund_attempts(tx, subjects=subjects)


def _subject(kind: str, name: str) -> str:
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()}"
