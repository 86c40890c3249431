"""Signing in and out: one answer for every wrong try, and few tries."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from galleria.base.database import Database
from galleria.base.refusals import Forbidden, Invalid, TooManyRequests, Unauthorized
from galleria.base.tx import directory_transaction, platform_transaction
from galleria.tenants import Identities, create_platform_member
from galleria.tenants.change_member import MemberChanges, change_member
from galleria.tenants.directory.accounts.exchange_session import exchange_session
from galleria.tenants.directory.accounts.log_in import Admission, Login, WrongPassword, log_in
from galleria.tenants.directory.accounts.log_out import log_out
from galleria.tenants.directory.accounts.queries import find_account, set_password
from galleria.tenants.directory.administer_organization import StandingChanges, change_standing
from galleria.tenants.remove_member import remove_member
from galleria.tenants.rules import permissions_of
from tests.conftest import given_organization
from tests.tenants.conftest import PASSWORD, Person, an_email, given_person


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


async def test_the_token_says_organization_role_and_permissions(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash, role="manager")
    admission = await signed_in(identities, person.member.email.upper())
    caller = await identities.caller(sent(admission))
    assert caller.org_id == person.context.org_id
    assert caller.actor.actor_id == person.member.member_id
    assert caller.permissions == permissions_of("manager")
    assert admission.session is None


async def test_a_token_costs_no_query(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    token = sent(await signed_in(identities, person.member.email))
    started = time.perf_counter()
    for _ in range(200):
        await identities.caller(token)
    assert (time.perf_counter() - started) / 200 < 0.001


async def test_a_wrong_password_and_an_unknown_address_are_the_same(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    invited = await given_person(database, None)
    answers: list[tuple[str, str, object]] = []
    for email in (person.member.email, an_email(), invited.member.email):
        with pytest.raises(WrongPassword) as refusal:
            await signed_in(identities, email, password="wrong" * 4)
        answers.append((refusal.value.code, refusal.value.detail, refusal.value.facts))
    assert answers == [("wrong_password", "", {})] * 3


async def test_an_unknown_address_costs_as_much_time(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    took_s: dict[str, list[float]] = {person.member.email: [], an_email(): []}
    for _ in range(4):
        for email, times in took_s.items():
            started = time.perf_counter()
            with pytest.raises(WrongPassword):
                await signed_in(identities, email, password="wrong" * 4)
            times.append(time.perf_counter() - started)
    known, unknown = (min(times) for times in took_s.values())
    assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize("password", ["", "x", "x" * 256])
async def test_any_wrong_password_is_only_wrong(
    database: Database, identities: Identities, password_hash: str, password: str
) -> None:
    person = await given_person(database, password_hash)
    with pytest.raises(WrongPassword):
        await signed_in(identities, person.member.email, password=password)


async def test_the_eleventh_failure_of_an_account_waits(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    tries = [signed_in(identities, person.member.email, password="wrong" * 4) for _ in range(14)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == (
        ["TooManyRequests"] * 4 + ["WrongPassword"] * 10
    )
    with pytest.raises(TooManyRequests) as refusal:
        await signed_in(identities, person.member.email)
    assert 800 < (refusal.value.retry_after_s or 0) <= 901


async def test_the_eleventh_failure_from_an_address_waits(identities: Identities) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await signed_in(identities, an_email(), address="192.0.2.7", password="w" * 12)
    with pytest.raises(TooManyRequests):
        await signed_in(identities, an_email(), address="192.0.2.7")


async def test_who_waited_may_try_again(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    body = Login(person.member.email, "wrong" * 4)
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await log_in(identities, body=body, address="a", now=now() - timedelta(minutes=16))
    assert await signed_in(identities, person.member.email, address="a")


async def test_success_counts_as_no_failure(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    for _ in range(12):
        await signed_in(identities, person.member.email, address="192.0.2.8")


async def test_the_throttle_names_nobody(database: Database, identities: Identities) -> None:
    email = an_email()
    with pytest.raises(WrongPassword):
        await signed_in(identities, email, address="192.0.2.9", password="w" * 12)
    async with platform_transaction(database) as tx:
        rows = await tx.connection.fetch("SELECT subject FROM directory_login_attempt")
    assert not any(email in row["subject"] or "192.0.2.9" in row["subject"] for row in rows)


async def test_a_member_of_two_says_which(
    database: Database, identities: Identities, password_hash: str
) -> None:
    first = await given_person(database, password_hash)
    second = await given_person(database, None, email=first.member.email, role="cashier")
    with pytest.raises(Invalid) as refusal:
        await signed_in(identities, first.member.email)
    assert set(refusal.value.facts["organizations"]) == {first.slug, second.slug}  # type: ignore[call-overload]
    chosen = await signed_in(identities, first.member.email, organization=second.slug)
    assert (chosen.signed_in.org_id, chosen.signed_in.role) == (second.context.org_id, "cashier")


async def test_an_organization_they_are_no_member_of_is_a_wrong_try(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    other = await given_person(database, None)
    for slug in (other.slug, "no-such-organization"):
        with pytest.raises(WrongPassword):
            await signed_in(identities, person.member.email, organization=slug)


async def test_a_hash_of_other_parameters_is_made_anew(
    database: Database, identities: Identities
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    person = await given_person(database, weak)
    await signed_in(identities, person.member.email)
    async with platform_transaction(database) as tx:
        account = await find_account(tx, account_id=person.account_id)
    assert account is not None
    assert "m=19456,t=2,p=1" in (account.password_hash or "")
    await signed_in(identities, person.member.email)


async def test_who_resets_while_the_old_password_is_looked_at_wins(
    database: Database, identities: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    signing_in = asyncio.create_task(signed_in(identities, person.member.email))
    await asyncio.sleep(0.01)
    async with platform_transaction(database) as tx:
        await set_password(
            tx, account_id=person.account_id, password_hash="$argon2id$new", now=now()
        )
    with pytest.raises(WrongPassword):
        await signing_in


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
    context = await given_organization(database)
    admission = await token_with_role(identities, context.org_id, "super_admin")
    assert (await identities.caller(admission)).permissions == frozenset()


async def token_with_role(identities: Identities, org_id: UUID, role: str) -> dict[str, str]:
    from galleria.base.ids import new_id
    from galleria.tenants.tokens import Claims

    issued_at = now().timestamp()
    claims = Claims(
        sub=new_id(), kind="member", jti=new_id(), iat=issued_at, exp=issued_at + 60,
        org=org_id, role=role,
    )  # fmt: skip
    return {"authorization": f"Bearer {identities.keyring.sign(claims)}"}
