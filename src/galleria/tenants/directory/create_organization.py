"""Create an organization with its first owner: by platform staff, or by the operator."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context, Tier
from galleria.base.database import Database
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import DirectoryTx, directory_transaction
from galleria.engine.events import record
from galleria.engine.organizations import found_organization
from galleria.tenants.directory.queries import reserve_organization_slug
from galleria.tenants.events import OrganizationCreated
from galleria.tenants.fields import Email, OrganizationName, PersonName, Slug, normal_email
from galleria.tenants.invite_member import NewMember, invite_member
from galleria.tenants.queries import Member, insert_profile


class NewOwner(Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    name: PersonName = ""


class NewOrganization(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`slug` is unique among all organizations; members of several sign in with it."""

    name: OrganizationName
    slug: Slug
    tier: Tier = "standard"
    owner: NewOwner


class CreatedOrganization(Struct, frozen=True):
    """`link_token` is shown this once: with it the owner accepts and chooses a password."""

    org_id: UUID
    slug: str
    tier: Tier
    owner: Member
    link_token: str
    expires_at: datetime


async def create_organization(
    database: Database, context: Context, body: NewOrganization
) -> CreatedOrganization:
    """Create the organization of `context`, whose id is fresh; `Invalid` when the slug is taken."""
    async with directory_transaction(database, context) as tx:
        return await create_in(tx, body)


async def create_in(tx: DirectoryTx, body: NewOrganization) -> CreatedOrganization:
    """Create the organization that the transaction is in, and invite its owner."""
    context = tx.context
    reserved = await reserve_organization_slug(
        tx.platform, slug=body.slug, organization_id=context.org_id
    )
    if reserved is None:
        detail = f"The slug {body.slug!r} is in use."
        raise Invalid(errors=[FieldError("/slug", "taken", detail)])
    await found_organization(
        tx.platform, org_id=context.org_id, slug=body.slug, tier=body.tier, now=context.now
    )
    await insert_profile(
        tx,
        name=body.name,
        contact_email=normal_email(body.owner.email),
        now=context.now,
    )
    await record(tx, [OrganizationCreated(context.org_id, body.slug, body.name, body.tier)])
    owner = NewMember(body.owner.email, "owner", body.owner.name)
    invited = await invite_member(tx, body=owner)
    return CreatedOrganization(
        context.org_id,
        body.slug,
        body.tier,
        invited.member,
        invited.link_token,
        invited.expires_at,
    )
