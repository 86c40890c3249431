"""A password reset as it is found by its link, before the organization is known."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.database import Database
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.queries import (
    Account,
    Link,
    delete_sessions_of_account,
    find_account,
    find_link,
    lock_account,
    set_password,
    use_link,
    void_resets,
)
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.directory.trust.revoke import revoke


class OpenReset(Struct, frozen=True):
    """`link.org_id` None: issued by the operator, and good for any account."""

    account: Account
    link: Link


async def open_reset(database: Database, *, token: str, now: datetime) -> OpenReset:
    """Return the reset behind a link; BadLink."""
    async with platform_transaction(database) as tx:
        link = await find_link(tx, token_hash=secret_hash(token), purpose="password_reset", now=now)
        account = await find_account(tx, account_id=link.account_id) if link else None
        if link is None or account is None:
            raise BadLink()
        return OpenReset(account, link)


async def reset_password_of(
    tx: PlatformTx, *, token: str, account_id: UUID, password_hash: str, now: datetime
) -> None:
    """Use the link up, keep the new password, and end every session and token of the account."""
    await lock_account(tx, account_id=account_id)
    used = await use_link(tx, token_hash=secret_hash(token), purpose="password_reset", now=now)
    if used is None:
        raise BadLink()
    await set_password(tx, account_id=account_id, password_hash=password_hash, now=now)
    await void_resets(tx, account_id=account_id)
    await delete_sessions_of_account(tx, account_id=account_id)
    await revoke(tx, [("account", account_id)])


async def reset_by_operators_link(
    database: Database, *, token: str, account_id: UUID, password_hash: str, now: datetime
) -> None:
    """Do the same in a transaction of its own: no organization asked for it."""
    async with platform_transaction(database) as tx:
        await reset_password_of(
            tx, token=token, account_id=account_id, password_hash=password_hash, now=now
        )
