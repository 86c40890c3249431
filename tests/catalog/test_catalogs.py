"""Catalogs, and which store sells which."""

import asyncio
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.change_catalog import CatalogChanges, change_catalog
from galleria.catalog.create_catalog import NewCatalog, create_catalog
from galleria.catalog.delete_catalog import CatalogInUse, delete_catalog
from galleria.catalog.list import list_catalogs, read_catalog, read_store_catalog
from galleria.catalog.queries import StoreCatalog
from galleria.catalog.sell_catalog import CatalogChoice, choose_catalog, sell_catalog
from tests.catalog.given import (
    events_of,
    given_catalog,
    given_category,
    given_product,
    given_store,
)


async def chosen(tx: Tx, store: UUID, catalog: UUID | None, version: int) -> StoreCatalog:
    body = CatalogChoice(catalog)
    return await choose_catalog(tx, store_id=store, body=body, if_match=version)


async def test_source_and_settings_are_kept(tx: Tx) -> None:
    body = NewCatalog(
        name="SAP", kind="erp", currency="USD", source="SAP", source_config=Raw(b'{"host": "x"}')
    )
    catalog = await create_catalog(tx, body=body)
    again = await read_catalog(tx, catalog_id=catalog.catalog_id)
    assert (again.kind, again.source, bytes(again.source_config)) == (
        "erp",
        "SAP",
        b'{"host": "x"}',
    )


async def test_every_wrong_field_of_a_catalog_is_named(tx: Tx) -> None:
    body = NewCatalog(
        name="A", kind="erp", currency="XXQ", source_config=Raw(b"[]"),
        sync_settings=Raw(b'{"a":"' + b"x" * 17_000 + b'"}'), owner_member_id=new_id(),
    )  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        await create_catalog(tx, body=body)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/currency", "unknown_currency"), ("/source_config", "type"),
        ("/sync_settings", "length"), ("/owner_member_id", "not_found"),
    ]  # fmt: skip


async def test_catalogs_are_listed_page_by_page_oldest_first(tx: Tx, other_tx: Tx) -> None:
    await given_catalog(other_tx)
    made = [await given_catalog(tx) for _ in range(3)]
    first = await list_catalogs(tx, query=PageQuery(limit=2))
    rest = await list_catalogs(tx, query=PageQuery(limit=2, cursor=first.next_cursor))
    assert [catalog.catalog_id for catalog in first.items + rest.items] == made
    assert rest.next_cursor is None


async def test_what_is_left_out_of_a_change_stays(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    body = CatalogChanges(name="New", source="SAP")
    after = await change_catalog(tx, catalog_id=catalog, body=body, if_match=1)
    assert (after.name, after.currency, after.version) == ("New", "EUR", 2)
    same = await change_catalog(tx, catalog_id=catalog, body=body, if_match=2)
    assert (same.version, await events_of(tx, "catalog.updated")) == (2, 1)
    with pytest.raises(Stale):
        await change_catalog(tx, catalog_id=catalog, body=body, if_match=1)


async def test_an_empty_catalog_that_no_store_sells_can_be_deleted(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    with pytest.raises(Stale):
        await delete_catalog(tx, catalog_id=catalog, if_match=2)
    await delete_catalog(tx, catalog_id=catalog, if_match=1)
    with pytest.raises(NotFound):
        await read_catalog(tx, catalog_id=catalog)


@pytest.mark.parametrize("use", ["store", "category", "product"])
async def test_a_catalog_in_use_is_not_deleted(tx: Tx, use: str) -> None:
    catalog = await given_catalog(tx)
    if use == "store":
        await sell_catalog(tx, store_id=await given_store(tx), catalog_id=catalog)
    elif use == "category":
        await given_category(tx, catalog)
    else:
        await given_product(tx, catalog)
    with pytest.raises(CatalogInUse):
        await delete_catalog(tx, catalog_id=catalog, if_match=1)


async def test_a_store_sells_the_catalog_it_chose_last(tx: Tx) -> None:
    store, first, second = await given_store(tx), await given_catalog(tx), await given_catalog(tx)
    assert await read_store_catalog(tx, store_id=store) == StoreCatalog(store, None, 0)
    await chosen(tx, store, first, 0)
    await chosen(tx, store, second, 1)
    assert await chosen(tx, store, second, 2) == StoreCatalog(store, second, 2)
    with pytest.raises(Stale):
        await chosen(tx, store, first, 1)
    assert await chosen(tx, store, None, 2) == StoreCatalog(store, None, 3)
    assert await events_of(tx, "store.catalog_changed") == 3


async def test_a_store_cannot_sell_what_is_not_its_organizations(tx: Tx, other_tx: Tx) -> None:
    theirs, their_store = await given_catalog(other_tx), await given_store(other_tx)
    with pytest.raises(Invalid):
        await chosen(tx, await given_store(tx), theirs, 0)
    with pytest.raises(NotFound):
        await chosen(tx, their_store, await given_catalog(tx), 0)
    with pytest.raises(NotFound):
        await sell_catalog(tx, store_id=their_store, catalog_id=theirs)
    with pytest.raises(NotFound):
        await read_store_catalog(tx, store_id=their_store)


async def test_of_two_who_choose_at_once_one_is_stale(database: Database, context: Context) -> None:
    async with transaction(database, context) as tx:
        store = await given_store(tx)
        catalogs = [await given_catalog(tx) for _ in range(2)]

    async def chooses(catalog: UUID) -> int:
        async with transaction(database, context) as tx:
            return (await chosen(tx, store, catalog, 0)).version

    done = await asyncio.gather(*map(chooses, catalogs), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Stale", "int"]


async def test_what_a_store_sold_before_is_hidden_at_once(tx: Tx) -> None:
    store, first, second = await given_store(tx), await given_catalog(tx), await given_catalog(tx)
    tea, milk = await given_product(tx, first, "Tea"), await given_product(tx, second, "Milk")
    shown: list[set[UUID]] = []
    for version, catalog in enumerate((first, second, None)):
        await chosen(tx, store, catalog, version)
        rows = await tx.connection.fetch("SELECT product_id FROM listing")
        shown.append({row["product_id"] for row in rows})
    assert shown == [{tea}, {milk}, set()]


async def test_two_stores_that_swap_their_catalogs_wait_for_each_other(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        stores = [await given_store(tx) for _ in range(2)]
        catalogs = [await given_catalog(tx) for _ in range(2)]
        for store, catalog in zip(stores, catalogs, strict=True):
            await given_product(tx, catalog)
            await chosen(tx, store, catalog, 0)

    async def swaps(store: UUID, catalog: UUID) -> int:
        async with transaction(database, context) as tx:
            return (await chosen(tx, store, catalog, 1)).version

    done = await asyncio.gather(*map(swaps, stores, reversed(catalogs)))
    assert done == [2, 2]
