"""People who can sign in, at the price of one hash for the whole run."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec import Struct, structs

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.tx import DirectoryTx, directory_transaction, platform_transaction
from galleria.tenants import Identities, open_identities
from galleria.tenants.directory.accounts.accept_invitation import enter
from galleria.tenants.directory.accounts.log_in import Admission, Login, log_in
from galleria.tenants.directory.accounts.queries import set_password
from galleria.tenants.invite_member import NewMember, invite_member
from galleria.tenants.queries import Member, account_of
from galleria.tenants.rules import ROLE_PERMISSIONS, Role
from tests.conftest import given_organization

PASSWORD = "correct horse battery"


class Person(Struct, frozen=True):
    """A member who has accepted, and the context they act in."""

    context: Context
    member: Member
    account_id: UUID
    slug: str


@pytest.fixture(scope="session")
async def identities(database: Database) -> AsyncIterator[Identities]:
    identities = await open_identities(database)
    yield identities
    await identities.close()


@pytest.fixture(scope="session")
async def password_hash(identities: Identities) -> str:
    return await identities.passwords.hash(PASSWORD)


def an_email() -> str:
    return f"{secrets.token_hex(8)}@example.com"


async def given_person(
    database: Database,
    password_hash: str | None,
    *,
    context: Context | None = None,
    role: Role = "owner",
    email: str | None = None,
) -> Person:
    """Return somebody who is a member; of an organization of their own unless told which."""
    context = context or await given_organization(database)
    async with directory_transaction(database, context) as tx:
        member, account_id = await given_member(tx, role=role, email=email)
    async with platform_transaction(database) as platform:
        if password_hash is not None:
            await set_password(
                platform, account_id=account_id, password_hash=password_hash, now=datetime.now(UTC)
            )
        slug = await platform.connection.fetchval(
            "SELECT slug FROM organization WHERE org_id = $1", context.org_id
        )
    acting = structs.replace(
        context, actor=Actor("member", member.member_id), permissions=ROLE_PERMISSIONS[role]
    )
    return Person(acting, member, account_id, slug)


async def given_member(
    tx: DirectoryTx, *, role: Role = "owner", email: str | None = None
) -> tuple[Member, UUID]:
    """Return an active member and their account, who has no password."""
    invited = await invite_member(tx, body=NewMember(email or an_email(), role, "Ada"))
    account_id = await account_of(tx, member_id=invited.member.member_id)
    assert account_id is not None
    return await enter(
        tx, account_id=account_id, before=invited.member, name=invited.member.name
    ), account_id


def now() -> datetime:
    return datetime.now(UTC)


async def signed_in(
    identities: Identities,
    email: str,
    *,
    password: str = PASSWORD,
    organization: str | None = None,
    address: str | None = None,
    cookie: bool = False,
) -> Admission:
    body = Login(email, password, organization, cookie)
    return await log_in(identities, body=body, address=address or an_email(), now=now())


def sent(admission: Admission) -> dict[str, str]:
    return {"authorization": f"Bearer {admission.signed_in.token}"}
