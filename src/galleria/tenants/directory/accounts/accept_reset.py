"""Choose a new password by a link: every session and token of the account ends."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor, Context
from galleria.base.tx import directory_transaction
from galleria.engine.events import record
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.reset import (
    open_reset,
    reset_by_operators_link,
    reset_password_of,
)
from galleria.tenants.events import PasswordReset
from galleria.tenants.fields import LinkToken, Password
from galleria.tenants.identities import Identities
from galleria.tenants.passwords import refuse_email_as_password
from galleria.tenants.request_reset import is_sole_member


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    token: LinkToken
    password: Password


async def accept_reset(
    identities: Identities, *, body: NewPassword, request_id: str, now: datetime
) -> None:
    """Set the password; BadLink when the link is not good, or no longer.

    Tokens and sessions of the account are refused within a second, on every process.
    """
    reset = await open_reset(identities.database, token=body.token, now=now)
    refuse_email_as_password(body.password, reset.account.email)
    password_hash = await identities.passwords.hash(body.password)
    account_id, link = reset.account.account_id, reset.link
    if link.org_id is None or link.member_id is None:
        await reset_by_operators_link(
            identities.database,
            token=body.token,
            account_id=account_id,
            password_hash=password_hash,
            now=now,
        )
        return
    context = Context(link.org_id, Actor("member", link.member_id), request_id, now)
    await _reset_of_member(identities, context, body.token, account_id, password_hash)


async def _reset_of_member(
    identities: Identities, context: Context, token: str, account_id: UUID, password_hash: str
) -> None:
    member_id = context.actor.actor_id
    assert member_id is not None
    async with directory_transaction(identities.database, context) as tx:
        # They may have joined another organization since the link was made.
        if not await is_sole_member(tx.platform, account_id=account_id, org_id=context.org_id):
            raise BadLink()
        await reset_password_of(
            tx.platform,
            token=token,
            account_id=account_id,
            password_hash=password_hash,
            now=context.now,
        )
        await record(tx, [PasswordReset(member_id)])
