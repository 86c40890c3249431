"""The directory: found in a moment, at most a second old, on every process."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from galleria.base.context import Context
from galleria.base.database import Database, open_database
from galleria.base.refusals import NotFound, Overloaded, Unauthorized
from galleria.base.tx import directory_transaction, platform_transaction
from galleria.tenants import Identities, open_identities, rotate_signing_key
from galleria.tenants.add_domain import NewDomain, add_domain
from galleria.tenants.change_store import StoreChanges, change_store
from galleria.tenants.create_store import create_store
from galleria.tenants.delete_store import delete_store
from galleria.tenants.directory.accounts.log_in import Login, log_in
from galleria.tenants.directory.administer_organization import StandingChanges, change_standing
from galleria.tenants.directory.cache import LookupCache
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.queries import Store, StoreDomain
from tests.tenants.conftest import PASSWORD, an_email, given_person
from tests.tenants.test_stores import a_domain, a_store


@pytest.fixture
async def elsewhere(database: Database) -> AsyncIterator[Identities]:
    """The identities of another process: it shares the database and nothing else."""
    other = await open_database(database.app_url, database.platform_url, reactions={})
    identities = await open_identities(other)
    yield identities
    await identities.close()
    await other.close()


async def given_shop(database: Database, context: Context, **fields: object) -> Store:
    async with directory_transaction(database, context) as tx:
        return await create_store(tx, body=a_store(**fields))


async def given_domain(database: Database, context: Context, store: Store) -> StoreDomain:
    async with directory_transaction(database, context) as tx:
        return await add_domain(tx, store_id=store.store_id, body=NewDomain(a_domain()))


async def signed_in(identities: Identities, email: str) -> dict[str, str]:
    admission = await log_in(
        identities, body=Login(email, PASSWORD), address=an_email(), now=datetime.now(UTC)
    )
    return {"authorization": f"Bearer {admission.signed_in.token}"}


async def test_a_shopper_is_in_the_store_of_the_host_and_may_nothing_else(
    database: Database, context: Context, identities: Identities
) -> None:
    store = await given_shop(database, context)
    domain = (await given_domain(database, context, store)).domain
    for host in (domain, domain.upper(), f"{domain}:8443", f"{domain}."):
        shopper = await identities.shopper(host, None)
        assert (shopper.org_id, shopper.store_id) == (context.org_id, store.store_id)
        assert (shopper.actor.kind, shopper.permissions) == ("shopper", frozenset())


async def test_a_shop_is_found_by_its_slug_whatever_the_host(
    database: Database, context: Context, identities: Identities
) -> None:
    store = await given_shop(database, context)
    assert (await identities.shopper("127.0.0.1", store.slug)).store_id == store.store_id


@pytest.mark.parametrize(
    "host", ["", "nobody.example", "x" * 300, "a b", "ü.de", "\0", ":80", "[::1]:80", "'; --"]
)
async def test_no_shop_at_an_unknown_host(identities: Identities, host: str) -> None:
    with pytest.raises(NotFound):
        await identities.shopper(host, None)


@pytest.mark.parametrize("status", ["draft", "inactive"])
async def test_a_shop_that_is_not_open_is_not_there(
    database: Database, context: Context, identities: Identities, status: str
) -> None:
    store = await given_shop(database, context, status=status)
    with pytest.raises(NotFound):
        await identities.shopper("", store.slug)


async def test_a_suspended_organizations_shop_is_closed_for_now(
    database: Database, context: Context, identities: Identities
) -> None:
    store = await given_shop(database, context)
    await change_standing(database, context, StandingChanges(state="suspended"), if_match=1)
    with pytest.raises(Overloaded):
        await identities.shopper("", store.slug)


async def test_a_shop_that_closes_is_gone_within_a_second(
    database: Database, context: Context, identities: Identities
) -> None:
    store = await given_shop(database, context)
    await identities.shopper("", store.slug)
    async with directory_transaction(database, context) as tx:
        await change_store(
            tx, store_id=store.store_id, body=StoreChanges(status="inactive"), if_match=1
        )
    await asyncio.sleep(1.0)
    with pytest.raises(NotFound):
        await identities.shopper("", store.slug)


async def test_a_deleted_shop_is_gone_and_a_new_one_there_within_a_second(
    database: Database, context: Context, identities: Identities
) -> None:
    store = await given_shop(database, context)
    domain = (await given_domain(database, context, store)).domain
    await identities.shopper(domain, None)
    async with directory_transaction(database, context) as tx:
        await delete_store(tx, store_id=store.store_id, if_match=1)
        successor = await create_store(tx, body=a_store())
        await add_domain(tx, store_id=successor.store_id, body=NewDomain(domain))
    await asyncio.sleep(1.0)
    assert (await identities.shopper(domain, None)).store_id == successor.store_id


async def test_many_who_ask_at_once_are_one_query() -> None:
    asked: list[str] = []

    async def look_up() -> str:
        asked.append("once")
        await asyncio.sleep(0.01)
        return "found"

    cache = LookupCache[str]()
    assert await asyncio.gather(*[cache.get("a", look_up) for _ in range(50)]) == ["found"] * 50
    assert asked == ["once"]


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others() -> None:
    async def look_up() -> str:
        await asyncio.sleep(0.05)
        return "found"

    cache = LookupCache[str]()
    first = asyncio.create_task(cache.get("a", look_up))
    second = asyncio.create_task(cache.get("a", look_up))
    await asyncio.sleep(0.01)
    first.cancel()
    assert await second == "found"


async def test_an_error_is_not_kept() -> None:
    async def fails() -> str:
        raise RuntimeError

    async def works() -> str:
        return "found"

    cache = LookupCache[str]()
    with pytest.raises(RuntimeError):
        await cache.get("a", fails)
    assert await cache.get("a", works) == "found"


async def test_the_cache_is_bounded() -> None:
    async def look_up() -> str:
        return "found"

    cache = LookupCache[str](entries_max=10)
    for number in range(25):
        await cache.get(str(number), look_up)
    assert len(cache) == 10


async def test_a_revocation_is_known_on_another_process_within_a_second(
    database: Database, identities: Identities, elsewhere: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    token = await signed_in(identities, person.member.email)
    await elsewhere.caller(token)
    async with platform_transaction(database) as tx:
        await revoke(tx, [("account", person.account_id)])
    started = time.monotonic()
    with pytest.raises(Unauthorized):
        while time.monotonic() - started < 1.0:
            await elsewhere.caller(token)
            await asyncio.sleep(0.02)


async def test_a_revocation_that_took_long_to_commit_is_not_missed(
    database: Database, identities: Identities, elsewhere: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    token = await signed_in(identities, person.member.email)
    async with platform_transaction(database) as slow:
        await revoke(slow, [("member", person.member.member_id)])
        async with platform_transaction(database) as quick:
            await revoke(quick, [("member", uuid4())])
        await asyncio.sleep(1.2)  # Others have read past it by now.
    await asyncio.sleep(0.8)
    with pytest.raises(Unauthorized):
        await elsewhere.caller(token)


async def test_tokens_of_the_old_key_are_good_after_a_rotation_on_every_process(
    database: Database, identities: Identities, elsewhere: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    before = await signed_in(identities, person.member.email)
    await rotate_signing_key(database)
    await asyncio.sleep(0.8)
    after = await signed_in(elsewhere, person.member.email)
    for token in (before, after):
        assert await identities.caller(token)
        assert await elsewhere.caller(token)


async def test_processes_that_start_first_together_make_one_key(database: Database) -> None:
    async with platform_transaction(database) as tx:
        before = await tx.connection.fetchval(
            "SELECT count(*) FROM directory_signing_key WHERE verifies_until IS NULL"
        )
    started = await asyncio.gather(*[open_identities(database) for _ in range(3)])
    for identities in started:
        await identities.close()
    async with platform_transaction(database) as tx:
        after = await tx.connection.fetchval(
            "SELECT count(*) FROM directory_signing_key WHERE verifies_until IS NULL"
        )
    assert (before, after) in {(0, 1), (1, 1)}


async def test_the_watch_goes_on_after_the_database_was_away(
    database: Database, identities: Identities, elsewhere: Identities, password_hash: str
) -> None:
    person = await given_person(database, password_hash)
    token = await signed_in(identities, person.member.email)
    async with platform_transaction(database) as tx:
        await tx.connection.fetch(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE usename = 'galleria_platform' AND pid <> pg_backend_pid()"""
        )
    await asyncio.sleep(1.2)
    assert await elsewhere.caller(token)
    assert elsewhere.watch.age_s < 1
    async with platform_transaction(database) as tx:
        await revoke(tx, [("account", person.account_id)])
    await asyncio.sleep(1.0)
    with pytest.raises(Unauthorized):
        await elsewhere.caller(token)


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": ""}, {"authorization": "Bearer"}, {"authorization": "Bearer  "},
     {"authorization": "Basic YTpi"}, {"cookie": "galleria_session=x"},
     {"authorization": "Bearer " + "x" * 100_000}],
    ids=["none", "empty", "no credential", "blank", "basic", "cookie", "oversized"],
)  # fmt: skip
async def test_no_credential_is_unauthorized(
    identities: Identities, headers: dict[str, str]
) -> None:
    with pytest.raises(Unauthorized):
        await identities.caller(headers)
