"""Let a member choose a new password: a link, handed to the owner once."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import Conflict, NotFound
from galleria.base.tx import DirectoryTx, PlatformTx
from galleria.engine.events import record
from galleria.tenants.change_member import NotJoined
from galleria.tenants.directory.accounts.links import issue_link
from galleria.tenants.directory.accounts.queries import Link, lock_account, memberships_of
from galleria.tenants.events import PasswordResetRequested
from galleria.tenants.queries import account_of, lock_member


class ResetRequest(Struct, frozen=True, forbid_unknown_fields=True):
    member_id: UUID


class ResetLink(Struct, frozen=True):
    """`link_token` is shown this once: hand it to the member, who chooses a password with it."""

    member_id: UUID
    link_token: str
    expires_at: datetime


class SharedAccount(Conflict):
    code = "shared_account"
    title = "This account is not this organization's alone; the operator can reset its password"


async def request_reset(tx: DirectoryTx, *, body: ResetRequest) -> ResetLink:
    """Issue a link for a member; NotFound, NotJoined, or SharedAccount.

    Whoever holds the link takes the account over, so an organization gets one only for accounts
    that are a member nowhere else. A new link voids the one before; the old password stays good
    until the link is used.
    """
    member = await lock_member(tx, member_id=body.member_id)
    account_id = await account_of(tx, member_id=body.member_id)
    if member is None or account_id is None:
        raise NotFound()
    if member.state == "invited":
        raise NotJoined()
    if not await is_sole_member(tx.platform, account_id=account_id, org_id=tx.context.org_id):
        raise SharedAccount()
    token, expires_at = await issue_link(
        tx.platform,
        Link(account_id, tx.context.org_id, member.member_id),
        purpose="password_reset",
        now=tx.context.now,
    )
    await record(tx, [PasswordResetRequested(member.member_id)])
    return ResetLink(member.member_id, token, expires_at)


async def is_sole_member(tx: PlatformTx, *, account_id: UUID, org_id: UUID) -> bool:
    """Lock the account and say whether it is this organization's alone.

    An invitation elsewhere that nobody accepted does not count: it could be sent to block us.
    """
    account = await lock_account(tx, account_id=account_id)
    if account is None or account.platform_role is not None:
        return False
    memberships = await memberships_of(tx, account_id=account_id)
    return {known.org_id for known in memberships if known.state != "invited"} == {org_id}
