"""Signing keys: the first one, and the next one."""

import secrets
from datetime import UTC, datetime, timedelta

from galleria.base.database import Database
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.trust.queries import (
    delete_dead_signing_keys,
    insert_signing_key,
    lock_signing_keys,
    retire_other_signing_keys,
    signing_keys,
)

ALGORITHM = "HS256"
SECRET_BYTES = 32
# Every process reads the keys each half second: by then all can verify what the new key signs.
HEAD_START = timedelta(seconds=10)
# The longest life of a token the old key signed last, and some for clocks.
VERIFIES_FOR = timedelta(hours=1, minutes=5)


async def ensure_signing_key(database: Database) -> None:
    """Make the first signing key unless there is one; of many that start at once, one makes it."""
    async with platform_transaction(database) as tx:
        await lock_signing_keys(tx)
        now = datetime.now(UTC)
        if not any(key.verifies_until is None for key in await signing_keys(tx, now=now)):
            await _insert(tx, signs_from=now)


async def rotate_signing_key(database: Database) -> str:
    """Sign with a new key from ten seconds on, and return its id.

    Tokens of the old one are good until they expire. Keys that nobody needs any more are deleted.
    """
    async with platform_transaction(database) as tx:
        await lock_signing_keys(tx)
        now = datetime.now(UTC)
        kid = await _insert(tx, signs_from=now + HEAD_START)
        await retire_other_signing_keys(tx, kid=kid, verifies_until=now + HEAD_START + VERIFIES_FOR)
        await delete_dead_signing_keys(tx, now=now)
        return kid


async def _insert(tx: PlatformTx, *, signs_from: datetime) -> str:
    kid = secrets.token_urlsafe(12)
    await insert_signing_key(
        tx,
        kid=kid,
        algorithm=ALGORITHM,
        secret=secrets.token_bytes(SECRET_BYTES),
        signs_from=signs_from,
    )
    return kid
