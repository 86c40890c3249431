"""Platform staff, and passwords of people who cannot sign in: from the command line only."""

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.accounts.links import issue_link
from galleria.tenants.directory.accounts.queries import (
    Link,
    find_account_by_email,
    set_password,
    set_platform_role,
    upsert_account,
)
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.fields import Email, normal_email
from galleria.tenants.passwords import hash_once
from galleria.tenants.rules import PlatformRole


class PlatformMember(Struct, frozen=True):
    """`link_token` is None for who has a password."""

    email: str
    role: PlatformRole
    link_token: str | None


async def create_platform_member(
    database: Database, *, email: str, role: PlatformRole, password: str | None
) -> PlatformMember:
    """Make somebody platform staff; without a password, by a link to choose one.

    An account that has a password keeps it. Tokens it holds are refused within a second.
    """
    _refuse_no_email(email)
    password_hash = await hash_once(password, normal_email(email))
    now = datetime.now(UTC)
    async with platform_transaction(database) as tx:
        account = await upsert_account(tx, account_id=new_id(), email=normal_email(email), now=now)
        account_id = account.account_id
        await set_platform_role(tx, account_id=account_id, platform_role=role, now=now)
        await revoke(tx, [("account", account_id)])
        if account.password_hash is not None:
            return PlatformMember(account.email, role, None)
        if password_hash is None:
            token = await _reset_link(tx, Link(account_id, None, None), now)
            return PlatformMember(account.email, role, token)
        await set_password(tx, account_id=account_id, password_hash=password_hash, now=now)
        return PlatformMember(account.email, role, None)


async def reset_password(database: Database, *, email: str) -> str:
    """Return the token of a link by which the account chooses a new password; NotFound."""
    now = datetime.now(UTC)
    async with platform_transaction(database) as tx:
        account = await find_account_by_email(tx, email=normal_email(email))
        if account is None:
            raise NotFound(f"Nobody signs in as {email}.")
        return await _reset_link(tx, Link(account.account_id, None, None), now)


def _refuse_no_email(email: str) -> None:
    try:
        msgspec.convert(email, Email)
    except msgspec.ValidationError:
        detail = f"{email!r} is no e-mail address."
        raise Invalid(errors=[FieldError("/email", "pattern", detail)]) from None


async def _reset_link(tx: PlatformTx, link: Link, now: datetime) -> str:
    token, _ = await issue_link(tx, link, purpose="password_reset", now=now)
    return token
