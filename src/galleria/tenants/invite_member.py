"""Invite somebody to an organization: a link, handed to the inviter once."""

from datetime import datetime

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import Conflict
from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.directory.accounts.links import issue_link
from galleria.tenants.directory.accounts.queries import (
    Account,
    Link,
    upsert_account,
    upsert_membership,
)
from galleria.tenants.events import MemberInvited
from galleria.tenants.fields import Email, PersonName, normal_email
from galleria.tenants.queries import (
    Member,
    find_member_by_account,
    insert_member,
    update_member,
)
from galleria.tenants.rules import Role


class NewMember(Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    role: Role
    name: PersonName = ""


class Invited(Struct, frozen=True):
    """`link_token` is shown this once: hand it to the invited, who accepts with it."""

    member: Member
    link_token: str
    expires_at: datetime


class AlreadyMember(Conflict):
    code = "already_member"
    title = "They are a member already"


async def invite_member(tx: DirectoryTx, *, body: NewMember) -> Invited:
    """Invite the person, or raise AlreadyMember.

    Whether they have an account with another organization makes no difference that shows. Who is
    invited again gets a new link, and the one before is void.
    """
    account = await upsert_account(
        tx.platform,
        account_id=new_id(),
        email=normal_email(body.email),
        now=tx.context.now,
    )
    member = await _invited(tx, account, body)
    await upsert_membership(
        tx.platform,
        account_id=account.account_id,
        organization_id=tx.context.org_id,
        member_id=member.member_id,
        role=member.role,
        state=member.state,
    )
    token, expires_at = await issue_link(
        tx.platform,
        Link(account.account_id, tx.context.org_id, member.member_id),
        purpose="invitation",
        now=tx.context.now,
    )
    await record(tx, [MemberInvited(member.member_id, member.role)])
    return Invited(member, token, expires_at)


async def _invited(tx: DirectoryTx, account: Account, body: NewMember) -> Member:
    # The account's lock is held, so nobody invites the same person here at the same time.
    there = await find_member_by_account(tx, account_id=account.account_id)
    if there is None:
        return await insert_member(
            tx,
            member_id=new_id(),
            account_id=account.account_id,
            email=account.email,
            name=body.name,
            role=body.role,
            state="invited",
            now=tx.context.now,
        )
    if there.state != "invited":
        raise AlreadyMember(member_id=there.member_id)
    return await update_member(
        tx,
        member_id=there.member_id,
        name=body.name or there.name,
        role=body.role,
        state="invited",
        now=tx.context.now,
    )
