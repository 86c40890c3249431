"""Invitations and password resets by link: they work once, and take nobody's account over."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Forbidden, Invalid, TooManyRequests, Unauthorized
from galleria.base.tx import directory_transaction
from galleria.tenants import Identities, reset_password
from galleria.tenants.directory.accounts.accept_invitation import (
    Acceptance,
    Joined,
    accept_invitation,
)
from galleria.tenants.directory.accounts.accept_reset import NewPassword, accept_reset
from galleria.tenants.directory.accounts.exchange_session import exchange_session
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.log_in import Admission, Login, WrongPassword, log_in
from galleria.tenants.directory.administer_organization import StandingChanges, change_standing
from galleria.tenants.invite_member import Invited, NewMember, invite_member
from galleria.tenants.remove_member import remove_member
from galleria.tenants.request_reset import ResetLink, ResetRequest, request_reset
from tests.tenants.conftest import PASSWORD, Person, an_email, given_person


def now() -> datetime:
    return datetime.now(UTC)


async def invited(database: Database, context: Context, email: str | None = None) -> Invited:
    async with directory_transaction(database, context) as tx:
        return await invite_member(tx, body=NewMember(email or an_email(), "manager", "Ada"))


async def accepted(
    identities: Identities, token: str, password: str = PASSWORD, *, at: datetime | None = None
) -> Joined:
    return await accept_invitation(
        identities,
        body=Acceptance(token, password),
        address=an_email(),
        request_id="test",
        now=at or now(),
    )


async def reset_link(database: Database, person: Person) -> ResetLink:
    async with directory_transaction(database, person.context) as tx:
        return await request_reset(tx, body=ResetRequest(person.member.member_id))


async def chosen(identities: Identities, token: str, password: str = "another " * 3) -> None:
    await accept_reset(identities, body=NewPassword(token, password), request_id="test", now=now())


async def signed_in(
    identities: Identities, email: str, password: str, organization: str | None = None
) -> Admission:
    body = Login(email, password, organization, cookie=True)
    return await log_in(identities, body=body, address=an_email(), now=now())


async def test_who_accepts_chooses_a_password_and_signs_in(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    joined = await accepted(identities, invitation.link_token)
    assert (joined.member.state, joined.member.name) == ("active", "Ada")
    admission = await signed_in(identities, invitation.member.email, PASSWORD, joined.organization)
    assert admission.signed_in.role == "manager"


async def test_an_invitation_works_once(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    tries = [accepted(identities, invitation.link_token) for _ in range(3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["BadLink", "BadLink", "Joined"]
    with pytest.raises(BadLink):
        await accepted(identities, invitation.link_token)


async def test_an_invitation_expires(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    with pytest.raises(BadLink):
        await accepted(identities, invitation.link_token, at=now() + timedelta(days=8))


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", "../x"])
async def test_an_unknown_link_is_refused(identities: Identities, token: str) -> None:
    with pytest.raises(BadLink):
        await accepted(identities, token)
    with pytest.raises(BadLink):
        await chosen(identities, token)


async def test_a_reset_link_is_no_invitation_and_the_other_way_round(
    database: Database, context: Context, identities: Identities, password_hash: str
) -> None:
    invitation = await invited(database, context)
    with pytest.raises(BadLink):
        await chosen(identities, invitation.link_token)
    person = await given_person(database, password_hash)
    link = await reset_link(database, person)
    with pytest.raises(BadLink):
        await accepted(identities, link.link_token)


async def test_who_was_removed_cannot_accept(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    async with directory_transaction(database, context) as tx:
        await remove_member(tx, member_id=invitation.member.member_id, if_match=1)
    with pytest.raises(BadLink):
        await accepted(identities, invitation.link_token)


async def test_a_suspended_organization_lets_nobody_in(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    await change_standing(database, context, StandingChanges(state="suspended"), if_match=1)
    with pytest.raises(Forbidden):
        await accepted(identities, invitation.link_token)


async def test_a_weak_password_is_refused_and_the_link_stays_good(
    database: Database, context: Context, identities: Identities
) -> None:
    invitation = await invited(database, context)
    for password in ("short", "x" * 9, f" {invitation.member.email.upper()} "):
        with pytest.raises(Invalid) as refusal:
            await accepted(identities, invitation.link_token, password)
        assert [error.pointer for error in refusal.value.errors] == ["/password"]
    assert await accepted(identities, invitation.link_token)


async def test_an_account_that_exists_must_give_its_password(
    database: Database, context: Context, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    invitation = await invited(database, context, person.member.email)
    with pytest.raises(WrongPassword):
        await accepted(identities, invitation.link_token, "chosen by the inviter")
    joined = await accepted(identities, invitation.link_token, PASSWORD)
    for slug in (joined.organization, person.slug):
        assert await signed_in(identities, person.member.email, PASSWORD, slug)


async def test_a_link_is_no_way_to_guess_a_password(
    database: Database, context: Context, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    invitation = await invited(database, context, person.member.email)
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await accepted(identities, invitation.link_token, "a guess of many")
    with pytest.raises(TooManyRequests):
        await accepted(identities, invitation.link_token, PASSWORD)


async def test_a_reset_ends_every_session_and_token_within_a_second(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    before = await signed_in(identities, person.member.email, PASSWORD)
    link = await reset_link(database, person)
    await chosen(identities, link.link_token, "another " * 3)
    await asyncio.sleep(0.2)
    with pytest.raises(Unauthorized):
        await identities.caller({"authorization": f"Bearer {before.signed_in.token}"})
    with pytest.raises(Unauthorized):
        await exchange_session(identities, session=str(before.session), now=now())
    with pytest.raises(WrongPassword):
        await signed_in(identities, person.member.email, PASSWORD)
    after = await signed_in(identities, person.member.email, "another " * 3)
    assert await identities.caller({"authorization": f"Bearer {after.signed_in.token}"})


async def test_a_reset_works_once_and_a_new_link_voids_the_one_before(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    void, link = [await reset_link(database, person) for _ in range(2)]
    with pytest.raises(BadLink):
        await chosen(identities, void.link_token)
    await chosen(identities, link.link_token)
    with pytest.raises(BadLink):
        await chosen(identities, link.link_token)


async def test_an_owners_reset_link_dies_when_the_account_joins_another_organization(
    database: Database, context: Context, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    link = await reset_link(database, person)
    invitation = await invited(database, context, person.member.email)
    await accepted(identities, invitation.link_token, PASSWORD)
    with pytest.raises(BadLink):
        await chosen(identities, link.link_token)


async def test_the_operator_resets_any_account(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    await given_person(database, None, email=person.member.email)
    token = await reset_password(database, email=person.member.email.upper())
    await chosen(identities, token, "another " * 3)
    assert await signed_in(identities, person.member.email, "another " * 3, person.slug)


async def test_a_reset_is_an_event_without_its_secret(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    link = await reset_link(database, person)
    await chosen(identities, link.link_token)
    async with directory_transaction(database, person.context) as tx:
        rows = await tx.connection.fetch(
            "SELECT type, body::text FROM event WHERE subject_id = $1 ORDER BY event_id",
            person.member.member_id,
        )
    assert [row["type"] for row in rows][-2:] == ["password.reset_requested", "password.reset"]
    assert not any(link.link_token in row["body"] or "another" in row["body"] for row in rows)
