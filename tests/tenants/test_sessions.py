"""Sessions and tokens: what ends them ends them within a second."""

import asyncio
from datetime import timedelta

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Forbidden, Unauthorized
from galleria.base.tx import directory_transaction, platform_transaction
from galleria.tenants import Identities, create_platform_member
from galleria.tenants.change_member import MemberChanges, change_member
from galleria.tenants.directory.accounts.exchange_session import exchange_session
from galleria.tenants.directory.accounts.log_in import WrongPassword
from galleria.tenants.directory.accounts.log_out import log_out
from galleria.tenants.directory.accounts.queries import (
    delete_sessions_of_account,
    forget_expired,
)
from galleria.tenants.directory.accounts.throttle import WINDOW
from galleria.tenants.directory.administer_organization import StandingChanges, change_standing
from galleria.tenants.directory.trust.queries import forget_revocations, insert_revocations
from galleria.tenants.remove_member import remove_member
from galleria.tenants.rules import permissions_of
from galleria.tenants.tokens import Claims
from tests.conftest import given_organization
from tests.tenants.conftest import PASSWORD, Person, an_email, given_person, now, sent, signed_in


async def test_a_session_gives_fresh_tokens_until_signed_out(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    admission = await signed_in(identities, person.member.email, cookie=True)
    assert admission.session is not None
    fresh = await exchange_session(identities, session=admission.session, now=now())
    assert fresh.token != admission.signed_in.token
    await log_out(identities, token=None, session=admission.session)
    await asyncio.sleep(0.2)
    with pytest.raises(Unauthorized):
        await exchange_session(identities, session=admission.session, now=now())
    for token in (fresh.token, admission.signed_in.token):
        with pytest.raises(Unauthorized):
            await identities.caller({"authorization": f"Bearer {token}"})


async def test_signing_out_with_the_token_ends_its_session(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    admission = await signed_in(identities, person.member.email, cookie=True)
    assert admission.session is not None
    assert await identities.directory.by_session(admission.session)
    await log_out(identities, token=admission.signed_in.token, session=None)
    await asyncio.sleep(0.2)
    assert await identities.directory.by_session(admission.session) is None
    with pytest.raises(Unauthorized):
        await log_out(identities, token=admission.signed_in.token, session=None)


async def test_a_session_ends_by_itself(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    admission = await signed_in(identities, person.member.email, cookie=True)
    assert admission.session is not None
    with pytest.raises(Unauthorized):
        await exchange_session(
            identities, session=admission.session, now=now() + timedelta(hours=13)
        )


async def changed(database: Database, person: Person, changes: MemberChanges) -> None:
    async with directory_transaction(database, person.context) as tx:
        await change_member(
            tx, member_id=person.member.member_id, body=changes, if_match=person.member.version
        )


async def test_a_changed_role_is_true_within_a_second(
    database: Database, identities: Identities, password_hash: str
) -> None:
    owner = await given_person(database, None)
    person = await given_person(database, password_hash, context=owner.context, role="manager")
    admission = await signed_in(identities, person.member.email, cookie=True)
    await changed(database, person, MemberChanges(role="cashier"))
    await asyncio.sleep(0.2)
    with pytest.raises(Unauthorized):
        await identities.caller(sent(admission))
    assert admission.session is not None
    fresh = await exchange_session(identities, session=admission.session, now=now())
    caller = await identities.caller({"authorization": f"Bearer {fresh.token}"})
    assert caller.permissions == permissions_of("cashier")


async def test_who_signs_in_while_the_role_changes_gets_the_new_one(
    database: Database, identities: Identities, password_hash: str
) -> None:
    owner = await given_person(database, None)
    person = await given_person(database, password_hash, context=owner.context, role="manager")
    member = person.member
    async with directory_transaction(database, person.context) as tx:
        changes = MemberChanges(role="cashier")
        await change_member(tx, member_id=member.member_id, body=changes, if_match=member.version)
        signing_in = asyncio.create_task(signed_in(identities, member.email))
        await asyncio.sleep(0.2)  # It waits for the membership.
    admission = await signing_in
    await asyncio.sleep(0.2)
    assert admission.signed_in.role == "cashier"
    assert (await identities.caller(sent(admission))).permissions == permissions_of("cashier")


async def test_who_exchanges_a_session_while_it_ends_gets_nothing(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    admission = await signed_in(identities, person.member.email, cookie=True)
    async with platform_transaction(database) as tx:
        await delete_sessions_of_account(tx, account_id=person.account_id)
        exchanging = asyncio.create_task(
            exchange_session(identities, session=str(admission.session), now=now())
        )
        await asyncio.sleep(0.1)  # It waits for the session.
    with pytest.raises(Unauthorized):
        await exchanging


@pytest.mark.parametrize("is_removed", [True, False])
async def test_who_is_disabled_or_removed_is_out_within_a_second(
    database: Database, identities: Identities, password_hash: str, is_removed: bool
) -> None:
    owner = await given_person(database, None)
    person = await given_person(database, password_hash, context=owner.context, role="manager")
    admission = await signed_in(identities, person.member.email, cookie=True)
    member = person.member
    if is_removed:
        async with directory_transaction(database, person.context) as tx:
            await remove_member(tx, member_id=member.member_id, if_match=member.version)
    else:
        await changed(database, person, MemberChanges(state="disabled"))
    await asyncio.sleep(0.2)
    with pytest.raises(Unauthorized):
        await identities.caller(sent(admission))
    with pytest.raises(Unauthorized):
        await exchange_session(identities, session=str(admission.session), now=now())
    with pytest.raises(WrongPassword):
        await signed_in(identities, member.email)


async def test_a_suspended_organization_is_closed_to_its_people_and_open_again(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    admission = await signed_in(identities, person.member.email)
    suspended = StandingChanges(state="suspended")
    await change_standing(database, person.context, suspended, if_match=1)
    await asyncio.sleep(0.2)
    with pytest.raises(Forbidden):
        await identities.caller(sent(admission))
    with pytest.raises(Forbidden):
        await signed_in(identities, person.member.email)
    await change_standing(database, person.context, StandingChanges(state="active"), if_match=2)
    await asyncio.sleep(0.2)
    assert await identities.caller(sent(admission))


async def test_platform_staff_are_in_no_organization(
    database: Database, identities: Identities
) -> None:
    email = an_email()
    await create_platform_member(database, email=email, role="admin", password=PASSWORD)
    admission = await signed_in(identities, email, cookie=True)
    caller = await identities.caller(sent(admission))
    assert (caller.org_id, caller.actor.kind) == (None, "platform")
    assert caller.permissions == {"platform:organizations:read"}
    fresh = await exchange_session(identities, session=str(admission.session), now=now())
    assert fresh.role == "admin"


async def test_a_member_token_with_a_platform_role_gains_nothing(
    database: Database, identities: Identities
) -> None:
    token = a_token(identities, await given_organization(database), role="super_admin")
    assert (await identities.caller(token)).permissions == frozenset()


async def test_a_key_token_holds_what_is_known_and_no_more(
    database: Database, identities: Identities
) -> None:
    held = ["jobs:read", "platform:organizations:write", "root"]
    token = a_token(identities, await given_organization(database), kind="api", perms=held)
    assert (await identities.caller(token)).permissions == {"jobs:read"}


async def test_a_customer_token_says_who_and_permits_nothing(
    database: Database, identities: Identities
) -> None:
    customer_id, context = new_id(), await given_organization(database)
    token = a_token(identities, context, kind="customer", role="owner", customer=customer_id)
    caller = await identities.caller(token)
    assert (caller.customer_id, caller.permissions) == (customer_id, frozenset())


async def test_an_expired_token_is_told_so(database: Database, identities: Identities) -> None:
    context = await given_organization(database)
    token = a_token(identities, context, role="owner", iat=now().timestamp() - 90)
    with pytest.raises(Unauthorized) as refusal:
        await identities.caller(token)
    assert refusal.value.detail == "The token has expired."


def a_token(identities: Identities, context: Context, **fields: object) -> dict[str, str]:
    issued_at = fields.pop("iat", now().timestamp())
    claims = Claims(
        **{
            "sub": new_id(), "jti": new_id(), "org": context.org_id, "kind": "member",
            "iat": issued_at, "exp": issued_at + 60, **fields,
        }
    )  # fmt: skip
    return {"authorization": f"Bearer {identities.keyring.sign(claims)}"}


async def test_what_has_ended_is_forgotten(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    await signed_in(identities, person.member.email, cookie=True)
    async with platform_transaction(database) as tx:
        await forget_expired(tx, now=now() + timedelta(days=1), window=WINDOW)
        sessions = "SELECT count(*) FROM directory_session WHERE account_id = $1"
        assert await tx.connection.fetchval(sessions, person.account_id) == 0


async def test_a_revocation_is_forgotten_after_its_end_and_not_before(database: Database) -> None:
    ended, lasting = new_id(), new_id()
    async with platform_transaction(database) as tx:
        past = timedelta(seconds=-60)
        await insert_revocations(tx, kinds=["token"], ids=[ended], kept_for=past)
        await insert_revocations(tx, kinds=["token"], ids=[lasting], kept_for=-past)
        await tx.connection.execute(
            "UPDATE directory_revocation SET written_at = now() - interval '1 hour'"
        )
        await forget_revocations(tx, kept_for=timedelta(seconds=5))
        kept = "SELECT subject_id FROM directory_revocation WHERE subject_id = ANY($1)"
        rows = await tx.connection.fetch(kept, [ended, lasting])
    assert [row["subject_id"] for row in rows] == [lasting]
