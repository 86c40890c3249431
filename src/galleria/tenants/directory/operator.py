"""What the operator does from the command line: no token, no throttle, and full trust.

Each function is an edge: it opens its own transaction.
"""

from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.context import SYSTEM, Context
from galleria.base.database import Database
from galleria.base.decode import decode_body
from galleria.base.ids import new_id
from galleria.base.refusals import NotFound
from galleria.base.tx import DirectoryTx, directory_transaction, platform_transaction
from galleria.tenants.directory.accounts.accept_invitation import enter
from galleria.tenants.directory.accounts.queries import lock_account, set_password, void_links
from galleria.tenants.directory.create_organization import NewOrganization, create_in
from galleria.tenants.directory.queries import OrganizationEntry, find_organization_by_slug
from galleria.tenants.fields import normal_email
from galleria.tenants.invite_member import Invited, NewMember, invite_member
from galleria.tenants.passwords import hash_once
from galleria.tenants.queries import Member, account_of

REQUEST_ID = "operator"

T = TypeVar("T", bound=Struct)


class CreatedMember(Struct, frozen=True):
    """`link_token` is None for who was given a password, and may sign in at once."""

    org_id: UUID
    organization: str
    member: Member
    link_token: str | None


async def create_organization(
    database: Database, *, body: NewOrganization, password: str | None
) -> CreatedMember:
    """Create an organization and its first owner, by link or with a password.

    `Invalid` names what is wrong, a slug in use among it. An account that has a password keeps it.
    """
    _recheck(body)
    password_hash = await hash_once(password, normal_email(body.owner.email))
    context = Context(new_id(), SYSTEM, REQUEST_ID, datetime.now(UTC), body.tier)
    async with directory_transaction(database, context) as tx:
        created = await create_in(tx, body)
        invited = Invited(created.owner, created.link_token, created.expires_at)
        return await _entered(tx, body.slug, invited, password_hash)


async def create_member(
    database: Database, *, organization: str, body: NewMember, password: str | None
) -> CreatedMember:
    """Add somebody to the organization with that slug, by link or with a password.

    NotFound for the slug; AlreadyMember. An account that has a password keeps it.
    """
    _recheck(body)
    password_hash = await hash_once(password, normal_email(body.email))
    entry = await _organization(database, organization)
    context = Context(entry.org_id, SYSTEM, REQUEST_ID, datetime.now(UTC), entry.tier)
    async with directory_transaction(database, context) as tx:
        return await _entered(tx, entry.slug, await invite_member(tx, body=body), password_hash)


async def _entered(
    tx: DirectoryTx, slug: str, invited: Invited, password_hash: str | None
) -> CreatedMember:
    """Let the invited in at once when the operator chose a password."""
    if password_hash is None:
        return CreatedMember(tx.context.org_id, slug, invited.member, invited.link_token)
    account_id = await account_of(tx, member_id=invited.member.member_id)
    assert account_id is not None
    account = await lock_account(tx.platform, account_id=account_id)
    if account is not None and account.password_hash is None:
        await set_password(
            tx.platform, account_id=account_id, password_hash=password_hash, now=tx.context.now
        )
    await void_links(
        tx.platform,
        account_id=account_id,
        purpose="invitation",
        organization_id=tx.context.org_id,
    )
    member = await enter(tx, account_id=account_id, before=invited.member, name=invited.member.name)
    return CreatedMember(tx.context.org_id, slug, member, None)


async def _organization(database: Database, slug: str) -> OrganizationEntry:
    async with platform_transaction(database) as tx:
        entry = await find_organization_by_slug(tx, slug=slug)
    if entry is None:
        raise NotFound(f"There is no organization {slug!r}.")
    return entry


def _recheck(body: Struct) -> None:
    # Made in Python, so its fields have not been through the edge's checks.
    decode_body(msgspec.json.encode(body), type(body))
