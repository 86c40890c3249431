"""How customers sign in: throttled as everybody is, with tokens of their own kind.

Customers themselves are a room above; their tokens, and how they are taken back, are the
directory's.
"""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import DirectoryTx, platform_transaction
from galleria.tenants.directory.accounts.throttle import (
    count_attempt,
    refund_attempt,
    subjects_of,
)
from galleria.tenants.directory.trust.queries import clock
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.identities import Identities
from galleria.tenants.tokens import LIFE_S, Claims

Deed = Literal["sign-in", "register", "forgotten", "reset"]
# In a quarter of an hour. A whole office registers from one address; a password has one owner.
TRIES_MAX: dict[Deed, int] = {"sign-in": 10, "register": 40, "forgotten": 20, "reset": 10}


class CustomerToken(Struct, frozen=True):
    """Send `token` as `Authorization: Bearer …` to the organization's shops until it expires."""

    token: str
    expires_at: datetime
    token_type: Literal["Bearer"]
    customer_id: UUID


async def count_customer_try(
    database: Database, context: Context, *, deed: Deed, email: str, address: str
) -> list[str]:
    """Count a try before it is made; TooManyRequests after TRIES_MAX in a quarter of an hour.

    An e-mail address and a network address are counted apart in every organization. Returns what
    `refund_customer_try` takes.
    """
    place = f"{context.org_id}:{deed}"
    subjects = subjects_of(f"{place}:{email}", f"{place}:{address}")
    async with platform_transaction(database) as tx:
        await count_attempt(tx, subjects=subjects, now=context.now, failures_max=TRIES_MAX[deed])
    return subjects


async def refund_customer_try(tx: DirectoryTx, subjects: list[str]) -> None:
    """Take the count of a try back that succeeded."""
    await refund_attempt(tx.platform, subjects=subjects)


async def sign_customer_in(
    tx: DirectoryTx, identities: Identities, *, customer_id: UUID
) -> CustomerToken:
    """Sign a customer's token for 15 minutes.

    The last act of a transaction that holds the customer: what revokes this token is dated later.
    """
    issued_at = (await clock(tx.platform)).timestamp()
    claims = Claims(
        sub=customer_id,
        kind="customer",
        jti=new_id(),
        iat=issued_at,
        exp=issued_at + LIFE_S,
        org=tx.context.org_id,
        tier=tx.context.tier,
        store=tx.context.store_id,
        customer=customer_id,
    )
    expires_at = datetime.fromtimestamp(claims.exp, UTC)
    return CustomerToken(identities.keyring.sign(claims), expires_at, "Bearer", customer_id)


async def revoke_customer(tx: DirectoryTx, *, customer_id: UUID) -> None:
    """Refuse every token that the customer was given up to now, everywhere within a second."""
    await revoke(tx.platform, [("customer", customer_id)])


async def revoke_customer_token(tx: DirectoryTx, identities: Identities, *, token: str) -> None:
    """Refuse one token from now on, everywhere within a second."""
    claims = identities.keyring.verify(token, datetime.now(UTC))
    await revoke(tx.platform, [("token", claims.jti)])
