"""Organizations: founded with an owner, changed by their own, their standing by the platform."""

import asyncio
import secrets

import pytest
from msgspec import Raw

from galleria.base.context import SYSTEM, Actor, Context, system_context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx, platform_transaction, reading
from galleria.tenants import (
    NewMember,
    NewOrganization,
    NewOwner,
    create_member,
    create_organization,
)
from galleria.tenants.change_organization import OrganizationChanges, change_organization
from galleria.tenants.directory.administer_organization import (
    StandingChanges,
    change_standing,
    list_organizations,
    read_any_organization,
)
from galleria.tenants.directory.create_organization import create_organization as create_by_staff
from galleria.tenants.invite_member import AlreadyMember
from galleria.tenants.list import read_organization
from tests.tenants.conftest import PASSWORD, an_email


def an_organization(**fields: object) -> NewOrganization:
    values: dict = {
        "name": "Harbour Gifts",
        "slug": f"gifts-{secrets.token_hex(6)}",
        "tier": "professional",
        "owner": NewOwner(an_email(), "Ada"),
        **fields,
    }
    return NewOrganization(**values)


def staff(org_id: object = None) -> Context:
    return Context(org_id or new_id(), Actor("platform", new_id()), "t", system_now())  # type: ignore[arg-type]


def system_now():
    return system_context(new_id(), request_id="t").now


async def test_the_operator_founds_an_organization_with_an_owner_who_may_sign_in(
    database: Database,
) -> None:
    body = an_organization()
    created = await create_organization(database, body=body, password=PASSWORD)
    assert (created.member.role, created.member.state) == ("owner", "active")
    assert created.link_token is None
    context = system_context(created.org_id, request_id="t")
    async with reading(database, context) as tx:
        organization = await read_organization(tx)
        feed = await tx.connection.fetchval("SELECT last_position FROM event_feed")
        types = await tx.connection.fetch("SELECT type FROM event ORDER BY event_id")
    assert (organization.slug, organization.tier, feed) == (body.slug, "professional", 0)
    assert [row["type"] for row in types] == [
        "organization.created", "member.invited", "member.joined"
    ]  # fmt: skip


async def test_platform_staff_found_an_organization_and_hand_the_link_on(
    database: Database,
) -> None:
    created = await create_by_staff(database, staff(), an_organization())
    assert (created.owner.state, len(created.link_token)) == ("invited", 43)


async def test_a_slug_in_use_is_refused_and_leaves_nothing(database: Database) -> None:
    body = an_organization()
    await create_organization(database, body=body, password=None)
    context = staff()
    with pytest.raises(Invalid) as refusal:
        await create_by_staff(database, context, body)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/slug", "taken")]
    with pytest.raises(NotFound):
        await read_any_organization(database, context)


async def test_of_five_that_race_for_a_slug_one_gets_it(database: Database) -> None:
    body = an_organization()
    tries = [create_organization(database, body=body, password=None) for _ in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert len([result for result in results if isinstance(result, Invalid)]) == 4


async def test_the_operator_is_told_every_wrong_field(database: Database) -> None:
    wrong = NewOrganization(name="x", slug="No Slug", owner=NewOwner("nobody"))
    with pytest.raises(Invalid) as refusal:
        await create_organization(database, body=wrong, password=None)
    assert {error.pointer for error in refusal.value.errors} == {"/name", "/slug", "/owner/email"}
    with pytest.raises(Invalid):
        await create_organization(database, body=an_organization(), password="short")


async def test_the_operator_adds_a_member_once(database: Database) -> None:
    body = an_organization()
    await create_organization(database, body=body, password=None)
    member = NewMember(an_email(), "analyst")
    created = await create_member(database, organization=body.slug, body=member, password=None)
    assert (created.member.state, bool(created.link_token)) == ("invited", True)
    joined = await create_member(database, organization=body.slug, body=member, password=PASSWORD)
    assert (joined.member.state, joined.link_token) == ("active", None)
    with pytest.raises(AlreadyMember):
        await create_member(database, organization=body.slug, body=member, password=None)
    with pytest.raises(NotFound):
        await create_member(database, organization="nowhere", body=member, password=None)


async def test_an_organization_changes_what_it_says_of_itself(tx: Tx) -> None:
    changes = OrganizationChanges(
        name="Renamed", contact_phone="+44 20 7946 0000", address=Raw(b'{"city": "Leeds"}')
    )
    changed = await change_organization(tx, body=changes, if_match=1)
    assert (changed.name, changed.version) == ("Renamed", 2)
    assert await read_organization(tx) == changed


async def test_the_same_change_again_makes_no_new_version(tx: Tx) -> None:
    changed = await change_organization(tx, body=OrganizationChanges(name="Test"), if_match=1)
    assert changed.version == 1


async def test_a_stale_or_wrong_change_of_an_organization_is_refused(tx: Tx) -> None:
    with pytest.raises(Stale):
        await change_organization(tx, body=OrganizationChanges(name="Late"), if_match=7)
    wrong = OrganizationChanges(address=Raw(b"[]"), settings=Raw(b"1"))
    with pytest.raises(Invalid) as refusal:
        await change_organization(tx, body=wrong, if_match=1)
    assert [error.pointer for error in refusal.value.errors] == ["/address", "/settings"]


async def test_platform_staff_change_the_standing_and_it_is_on_record(
    database: Database, context: Context
) -> None:
    acting = staff(context.org_id)
    changed = await change_standing(
        database, acting, StandingChanges(tier="enterprise"), if_match=1
    )
    assert (changed.tier, changed.state, changed.version) == ("enterprise", "active", 2)
    async with reading(database, context) as tx:
        event = await tx.connection.fetchrow(
            "SELECT actor_kind, actor_id FROM event WHERE type = 'organization.updated'"
        )
    assert event is not None
    assert tuple(event) == ("platform", acting.actor.actor_id)


async def test_a_stale_or_absent_standing_is_refused(database: Database, context: Context) -> None:
    with pytest.raises(Stale):
        await change_standing(
            database, staff(context.org_id), StandingChanges(tier="enterprise"), if_match=9
        )
    with pytest.raises(NotFound):
        await change_standing(database, staff(), StandingChanges(), if_match=1)


async def test_every_organization_is_listed_once(database: Database, context: Context) -> None:
    seen, cursor = [], None
    while True:
        async with platform_transaction(database) as tx:
            page = await list_organizations(tx, query=PageQuery(limit=7, cursor=cursor))
        seen += [organization.org_id for organization in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert context.org_id in seen
    assert len(seen) == len(set(seen))
    assert SYSTEM.actor_id is None
