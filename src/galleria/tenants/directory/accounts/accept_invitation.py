"""Accept an invitation: choose a password, or give the one the account has."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.context import Actor, Context
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import DirectoryTx, directory_transaction
from galleria.engine.events import record
from galleria.tenants.directory.accounts.invitations import (
    OpenInvitation,
    open_invitation,
    settle_attempt,
)
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.log_in import WrongPassword
from galleria.tenants.directory.accounts.queries import (
    lock_account,
    set_password,
    upsert_membership,
    use_link,
)
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.events import MemberJoined
from galleria.tenants.fields import KnownPassword, LinkToken, PersonName
from galleria.tenants.identities import Identities
from galleria.tenants.passwords import LENGTH_MIN, refuse_email_as_password
from galleria.tenants.queries import Member, lock_member, update_member


class Acceptance(Struct, frozen=True, forbid_unknown_fields=True):
    """`password`: a new one of at least ten characters, or, for who has an account, theirs."""

    token: LinkToken
    password: KnownPassword
    name: PersonName | UnsetType = UNSET


class Joined(Struct, frozen=True):
    """Sign in with the e-mail, the password and the organization's slug."""

    org_id: UUID
    organization: str
    member: Member


async def accept_invitation(
    identities: Identities, *, body: Acceptance, address: str, request_id: str, now: datetime
) -> Joined:
    """Make the invited person a member. BadLink when the link is not good, or no longer.

    An account that has a password keeps it, and must give it (WrongPassword, throttled like a
    log-in): whoever made the link cannot enter somebody else's account by it.
    """
    invitation = await open_invitation(
        identities.database, token=body.token, address=address, now=now
    )
    new_hash = await _checked_password(identities, invitation, body.password)
    context = Context(
        invitation.org_id,
        Actor("member", invitation.member_id),
        request_id,
        now,
        invitation.tier,
    )
    async with directory_transaction(identities.database, context) as tx:
        member = await _join(tx, invitation, body, new_hash)
    return Joined(invitation.org_id, invitation.org_slug, member)


async def _checked_password(
    identities: Identities, invitation: OpenInvitation, password: str
) -> str | None:
    """Return the hash of a new account's password, or None when the known one was given."""
    known_hash = invitation.account.password_hash
    if known_hash is not None:
        if not await identities.passwords.matches(password, known_hash):
            raise WrongPassword()
        return None
    if len(password) < LENGTH_MIN:
        detail = f"At least {LENGTH_MIN} characters."
        raise Invalid(errors=[FieldError("/password", "length", detail)])
    refuse_email_as_password(password, invitation.account.email)
    return await identities.passwords.hash(password)


async def _join(
    tx: DirectoryTx, invitation: OpenInvitation, body: Acceptance, new_hash: str | None
) -> Member:
    account_id, member_id = invitation.account.account_id, invitation.member_id
    account = await lock_account(tx.platform, account_id=account_id)
    if account is None or account.password_hash != invitation.account.password_hash:
        raise BadLink()  # Somebody accepted, or reset the password, a moment before.
    link = await use_link(
        tx.platform,
        token_hash=secret_hash(body.token),
        purpose="invitation",
        now=tx.context.now,
    )
    before = await lock_member(tx, member_id=member_id)
    if link is None or before is None or before.state != "invited":
        raise BadLink()
    if new_hash is not None:
        await set_password(
            tx.platform, account_id=account_id, password_hash=new_hash, now=tx.context.now
        )
    await settle_attempt(tx.platform, subjects=invitation.subjects)
    name = before.name if body.name is UNSET else body.name
    return await enter(tx, account_id=account_id, before=before, name=name)


async def enter(tx: DirectoryTx, *, account_id: UUID, before: Member, name: str) -> Member:
    """Make an invited member active, in the organization and in the directory."""
    member = await update_member(
        tx,
        member_id=before.member_id,
        name=name,
        role=before.role,
        state="active",
        now=tx.context.now,
    )
    await upsert_membership(
        tx.platform,
        account_id=account_id,
        organization_id=tx.context.org_id,
        member_id=member.member_id,
        role=member.role,
        state=member.state,
    )
    await record(tx, [MemberJoined(member.member_id, member.role)])
    return member
