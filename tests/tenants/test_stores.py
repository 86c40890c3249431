"""Stores and domains: what an organization can rely on."""

import asyncio
import secrets
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound, Refusal, Stale
from galleria.base.tx import (
    DirectoryTx,
    directory_transaction,
    platform_transaction,
    reading,
    transaction,
)
from galleria.tenants.add_domain import NewDomain, TooManyDomains, add_domain
from galleria.tenants.change_store import StoreChanges, change_store
from galleria.tenants.create_store import (
    NewStore,
    create_store,
    insert_reserved_store,
    release_store,
    reserve_store,
)
from galleria.tenants.delete_store import delete_store
from galleria.tenants.list import list_domains, list_stores, read_store
from galleria.tenants.remove_domain import remove_domain
from tests.conftest import given_organization, recorded_statements


def a_store(**fields: object) -> NewStore:
    values: dict = {
        "name": "Corner Café",
        "slug": f"cafe-{secrets.token_hex(6)}",
        "kind": "online",
        "status": "active",
        "currency": "EUR",
        "locale": "de-DE",
        "time_zone": "Europe/Berlin",
        **fields,
    }
    return NewStore(**values)


def a_domain() -> str:
    return f"{secrets.token_hex(6)}.example.com"


def pointers(refusal: Refusal) -> list[str]:
    return [error.pointer for error in refusal.errors]


async def test_a_store_is_created_as_it_was_described(directory_tx: DirectoryTx) -> None:
    wanted = a_store(branding=Raw(b'{"colour": "#123456"}'))
    created = await create_store(directory_tx, body=wanted)
    assert (created.slug, created.currency, created.version) == (wanted.slug, "EUR", 1)
    assert await read_store(directory_tx, store_id=created.store_id) == created


async def test_every_wrong_field_is_named_at_once(directory_tx: DirectoryTx) -> None:
    wrong = a_store(
        currency="XYZ", locale="xx-YY", time_zone="Mars/Base", branding=Raw(b"[]"),
        settings=Raw(b'"' + b"x" * 20_000 + b'"'),
    )  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        await create_store(directory_tx, body=wrong)
    expected = ["/currency", "/locale", "/time_zone", "/branding", "/settings"]
    assert pointers(refusal.value) == expected


async def test_a_slug_of_another_organization_is_taken(
    database: Database, directory_tx: DirectoryTx
) -> None:
    theirs = a_store()
    async with directory_transaction(database, await given_organization(database)) as other:
        await create_store(other, body=theirs)
    with pytest.raises(Invalid) as refusal:
        await create_store(directory_tx, body=a_store(slug=theirs.slug))
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/slug", "taken")]


async def test_of_ten_that_race_for_a_slug_one_gets_it(database: Database) -> None:
    body = a_store()

    async def attempt() -> UUID | None:
        try:
            async with directory_transaction(database, await given_organization(database)) as tx:
                return (await create_store(tx, body=body)).store_id
        except Invalid:
            return None

    results = await asyncio.gather(*[attempt() for _ in range(10)])
    assert len([result for result in results if result]) == 1


async def test_creating_a_store_takes_three_statements(directory_tx: DirectoryTx) -> None:
    await create_store(directory_tx, body=a_store())  # The driver asks for types first.
    with recorded_statements(directory_tx) as seen:
        await create_store(directory_tx, body=a_store())
        await asyncio.sleep(0)  # The log of statements is a step behind.
    assert len(seen) == 3


async def test_a_reserved_store_is_built_once_by_the_app_role(
    database: Database, context: Context
) -> None:
    body = a_store()
    async with directory_transaction(database, context) as tx:
        store_id = await reserve_store(tx, slug=body.slug, status="active")
    for _ in range(2):
        async with transaction(database, context) as tx:
            built = await insert_reserved_store(tx, store_id=store_id, body=body)
            count = "SELECT count(*) FROM event WHERE subject_id = $1"
            assert (built.store_id, await tx.connection.fetchval(count, store_id)) == (store_id, 1)


async def test_a_released_slug_can_be_taken_again(database: Database, context: Context) -> None:
    slug = a_store().slug
    async with directory_transaction(database, context) as tx:
        store_id = await reserve_store(tx, slug=slug, status="active")
    async with platform_transaction(database) as platform:
        await release_store(platform, organization_id=context.org_id, store_id=store_id)
    async with directory_transaction(database, context) as tx:
        assert await reserve_store(tx, slug=slug, status="active") != store_id


async def test_a_change_keeps_what_is_left_out_and_counts_the_version(
    directory_tx: DirectoryTx,
) -> None:
    store = await create_store(directory_tx, body=a_store())
    changed = await change_store(
        directory_tx, store_id=store.store_id, body=StoreChanges(name="Elsewhere"), if_match=1
    )
    assert (changed.name, changed.slug, changed.version) == ("Elsewhere", store.slug, 2)


async def test_the_same_change_again_makes_no_new_version(directory_tx: DirectoryTx) -> None:
    store = await create_store(directory_tx, body=a_store(settings=Raw(b'{"a": 1}')))
    same = StoreChanges(name=store.name, settings=Raw(b'{"a":1}'))
    again = await change_store(directory_tx, store_id=store.store_id, body=same, if_match=1)
    assert again.version == 1


async def test_a_stale_change_is_refused(directory_tx: DirectoryTx) -> None:
    store = await create_store(directory_tx, body=a_store())
    with pytest.raises(Stale):
        await change_store(
            directory_tx, store_id=store.store_id, body=StoreChanges(name="Late"), if_match=7
        )


async def test_a_change_to_a_slug_in_use_is_refused(database: Database, context: Context) -> None:
    async with directory_transaction(database, context) as tx:
        taken, store = [await create_store(tx, body=a_store()) for _ in range(2)]
    changes = StoreChanges(slug=taken.slug)
    with pytest.raises(Invalid) as refusal:
        async with directory_transaction(database, context) as tx:
            await change_store(tx, store_id=store.store_id, body=changes, if_match=1)
    assert pointers(refusal.value) == ["/slug"]


async def test_a_deleted_store_gives_its_slug_and_domains_back(
    directory_tx: DirectoryTx,
) -> None:
    body, domain = a_store(), a_domain()
    store = await create_store(directory_tx, body=body)
    await add_domain(directory_tx, store_id=store.store_id, body=NewDomain(domain))
    await delete_store(directory_tx, store_id=store.store_id, if_match=1)
    with pytest.raises(NotFound):
        await read_store(directory_tx, store_id=store.store_id)
    successor = await create_store(directory_tx, body=body)
    await add_domain(directory_tx, store_id=successor.store_id, body=NewDomain(domain))


async def test_another_organizations_store_is_as_absent(
    database: Database, directory_tx: DirectoryTx
) -> None:
    async with directory_transaction(database, await given_organization(database)) as other:
        theirs = (await create_store(other, body=a_store())).store_id
    for store_id in (theirs, new_id()):
        for refused in (
            read_store(directory_tx, store_id=store_id),
            list_domains(directory_tx, store_id=store_id),
            delete_store(directory_tx, store_id=store_id, if_match=1),
            add_domain(directory_tx, store_id=store_id, body=NewDomain(a_domain())),
            remove_domain(directory_tx, store_id=store_id, domain=a_domain(), if_match=1),
            change_store(directory_tx, store_id=store_id, body=StoreChanges(), if_match=1),
        ):
            with pytest.raises(NotFound) as refusal:
                await refused
            assert (refusal.value.detail, refusal.value.facts) == ("", {})


@pytest.mark.parametrize("stores", [1, 20])
async def test_listing_stores_is_one_statement(directory_tx: DirectoryTx, stores: int) -> None:
    for _ in range(stores):
        await create_store(directory_tx, body=a_store())
    with recorded_statements(directory_tx) as seen:
        listed = await list_stores(directory_tx, query=PageQuery())
        await asyncio.sleep(0)
    assert (len(listed.items), len(seen)) == (stores, 1)


async def test_stores_are_listed_page_by_page(database: Database, context: Context) -> None:
    async with directory_transaction(database, context) as tx:
        created = [(await create_store(tx, body=a_store())).store_id for _ in range(3)]
    async with reading(database, context) as tx:
        first = await list_stores(tx, query=PageQuery(limit=2))
        rest = await list_stores(tx, query=PageQuery(limit=2, cursor=first.next_cursor))
    assert [store.store_id for store in first.items + rest.items] == created
    assert rest.next_cursor is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Shop.EXAMPLE.{}.com.", "shop.example.{}.com"), ("münchen.{}.de", "xn--mnchen-3ya.{}.de")],
)
async def test_a_domain_is_kept_as_it_is_looked_up(
    directory_tx: DirectoryTx, given: str, kept: str
) -> None:
    own = secrets.token_hex(6)
    store = await create_store(directory_tx, body=a_store())
    added = await add_domain(
        directory_tx, store_id=store.store_id, body=NewDomain(given.format(own))
    )
    assert added.domain == kept.format(own)


@pytest.mark.parametrize(
    "text",
    ["localhost", "a_b.com", "1.2.3.4", "-a.com", "*.x.com", "x..com", "x.com:80", "a b.com",
     "http://x.com", "x.com/", "[::1]", "a." * 130 + "com", "x" * 64 + ".com", "\u202e.com"],
)  # fmt: skip
async def test_what_is_no_host_name_is_refused(directory_tx: DirectoryTx, text: str) -> None:
    store = await create_store(directory_tx, body=a_store())
    with pytest.raises(Invalid) as refusal:
        await add_domain(directory_tx, store_id=store.store_id, body=NewDomain(text))
    assert pointers(refusal.value) == ["/domain"]


async def test_a_domain_leads_to_one_store(database: Database, directory_tx: DirectoryTx) -> None:
    domain = NewDomain(a_domain())
    async with directory_transaction(database, await given_organization(database)) as other:
        theirs = await create_store(other, body=a_store())
        await add_domain(other, store_id=theirs.store_id, body=domain)
    mine = await create_store(directory_tx, body=a_store())
    with pytest.raises(Invalid) as refusal:
        await add_domain(directory_tx, store_id=mine.store_id, body=domain)
    assert [error.code for error in refusal.value.errors] == ["taken"]


async def test_adding_a_domain_again_changes_nothing(directory_tx: DirectoryTx) -> None:
    store = await create_store(directory_tx, body=a_store())
    domain = NewDomain(a_domain())
    first = await add_domain(directory_tx, store_id=store.store_id, body=domain)
    assert await add_domain(directory_tx, store_id=store.store_id, body=domain) == first


async def test_a_removed_domain_is_free(directory_tx: DirectoryTx) -> None:
    first, second = [await create_store(directory_tx, body=a_store()) for _ in range(2)]
    domain = a_domain()
    await add_domain(directory_tx, store_id=first.store_id, body=NewDomain(domain))
    with pytest.raises(Stale):
        await remove_domain(directory_tx, store_id=first.store_id, domain=domain, if_match=2)
    await remove_domain(directory_tx, store_id=first.store_id, domain=domain, if_match=1)
    await add_domain(directory_tx, store_id=second.store_id, body=NewDomain(domain))
    assert (await list_domains(directory_tx, store_id=first.store_id)).items == []


async def test_a_store_has_at_most_twenty_domains(directory_tx: DirectoryTx) -> None:
    store = await create_store(directory_tx, body=a_store())
    for _ in range(20):
        await add_domain(directory_tx, store_id=store.store_id, body=NewDomain(a_domain()))
    with pytest.raises(TooManyDomains):
        await add_domain(directory_tx, store_id=store.store_id, body=NewDomain(a_domain()))


async def test_every_change_of_a_store_is_an_event(directory_tx: DirectoryTx) -> None:
    store, domain = await create_store(directory_tx, body=a_store()), a_domain()
    await change_store(
        directory_tx, store_id=store.store_id, body=StoreChanges(name="New"), if_match=1
    )
    await add_domain(directory_tx, store_id=store.store_id, body=NewDomain(domain))
    await remove_domain(directory_tx, store_id=store.store_id, domain=domain, if_match=1)
    await delete_store(directory_tx, store_id=store.store_id, if_match=2)
    rows = await directory_tx.connection.fetch(
        "SELECT type FROM event WHERE subject_id = $1 ORDER BY event_id", store.store_id
    )
    assert [row["type"] for row in rows] == [
        "store.created", "store.updated", "domain.added", "domain.removed", "store.deleted"
    ]  # fmt: skip
