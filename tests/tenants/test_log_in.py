"""Signing in and out: one answer for every wrong try, and few tries."""

import asyncio
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from galleria.base.database import Database
from galleria.base.refusals import Invalid, TooManyRequests
from galleria.base.tx import platform_transaction
from galleria.tenants import Identities
from galleria.tenants.directory.accounts.log_in import Login, WrongPassword, log_in
from galleria.tenants.directory.accounts.queries import find_account, set_password
from galleria.tenants.rules import permissions_of
from tests.tenants.conftest import PASSWORD, an_email, given_person, now, sent, signed_in


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
        assert await signed_in(identities, person.member.email, address="192.0.2.8")


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


async def test_a_password_is_the_same_however_its_letters_are_spelled(
    identities: Identities,
) -> None:
    kept = await identities.passwords.hash("caf\u00e9 au lait")
    assert await identities.passwords.matches("cafe\u0301 au lait", kept)
