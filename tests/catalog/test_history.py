"""A product's history: what a merchant can rely on."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import Page, PageQuery
from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx, transaction
from galleria.catalog.changes import ProductChangeRow, record_changes
from galleria.catalog.events import CatalogUpdated
from galleria.catalog.history.list import HistoryItem, list_product_history
from galleria.catalog.products.change import change_product
from galleria.catalog.products.delete import delete_product
from galleria.catalog.products.rows import ProductPatch
from galleria.engine.events import record
from tests.catalog.given import counted, given_catalog
from tests.catalog.given import given_product as given_active_product


async def given_product(tx: Tx, catalog: UUID) -> UUID:
    """A draft, so that its history begins with one event."""
    return await given_active_product(tx, catalog, status="draft")


async def history(
    tx: Tx, catalog: UUID, product: UUID, *, limit: int = 50, cursor: str | None = None
) -> Page[HistoryItem]:
    query = PageQuery(limit=limit, cursor=cursor)
    return await list_product_history(tx, catalog_id=catalog, product_id=product, query=query)


async def renamed(tx: Tx, catalog: UUID, product: UUID, name: str, version: int) -> None:
    body = ProductPatch(name=name)
    await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=version)


async def given_change(tx: Tx, catalog: UUID, *products: UUID, **fields: object) -> UUID:
    """One event that stands for many products."""
    event_id = new_id()
    rows = [
        ProductChangeRow(product, "updated", ["brand"], **fields)  # type: ignore[arg-type]
        for product in products
    ]
    await record_changes(tx, event_id=event_id, rows=rows)
    await record(tx, [CatalogUpdated(catalog, ["brand"], 1)], ids=[event_id])
    return event_id


async def test_it_begins_with_the_newest_and_says_who_did_what(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await renamed(tx, catalog, tea, "Chai", 1)
    newest, oldest = (await history(tx, catalog, tea)).items
    assert (newest.type, newest.changed) == ("product.updated", ["name"])
    assert (oldest.type, oldest.kind) == ("product.created", None)
    actor = tx.context.actor
    assert (newest.actor_kind, newest.actor_id) == (actor.kind, actor.actor_id)
    assert newest.request_id == tx.context.request_id
    assert b'"version": 2' in bytes(newest.body or b"")


async def test_what_one_event_did_to_many_is_in_the_history_of_each(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog) for _ in range(2)]
    before, after = Raw(b'{"brand": null}'), Raw(b'{"brand": "Leaf"}')
    event_id = await given_change(tx, catalog, tea, mate, before=before, after=after)
    for product in (tea, mate):
        newest, _ = (await history(tx, catalog, product)).items
        assert (newest.event_id, newest.type) == (event_id, "catalog.updated")
        assert (newest.kind, newest.changed) == ("updated", ["brand"])
        assert (newest.before, newest.after, newest.body) == (before, after, None)
        assert newest.actor_id == tx.context.actor.actor_id


async def test_a_change_is_there_before_its_event_is(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await record_changes(tx, event_id=new_id(), rows=[ProductChangeRow(tea, "created", [])])
    newest, _ = (await history(tx, catalog, tea)).items
    assert (newest.kind, newest.type, newest.actor_kind) == ("created", None, None)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_pages_miss_nothing_of_either_kind(
    database: Database, context: Context, limit: int
) -> None:
    async with transaction(database, context) as tx:
        catalog = await given_catalog(tx)
        tea = await given_product(tx, catalog)
    for version in range(1, 5):
        async with transaction(database, context) as tx:
            await renamed(tx, catalog, tea, f"Tea {version}", version)
            await given_change(tx, catalog, tea)
    async with transaction(database, context) as tx:
        whole = (await history(tx, catalog, tea)).items
        seen: list[HistoryItem] = []
        cursor: str | None = None
        while not seen or cursor:
            page = await history(tx, catalog, tea, limit=limit, cursor=cursor)
            seen, cursor = [*seen, *page.items], page.next_cursor
    assert seen == whole
    assert len(whole) == 9
    assert [it.at for it in whole] == sorted((it.at for it in whole), reverse=True)


async def test_many_changes_of_one_moment_are_all_paged(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    now = datetime.now(UTC) + timedelta(seconds=1)
    await tx.connection.executemany(
        """INSERT INTO product_change (org_id, event_id, product_id, changed_at, kind, changed)
           VALUES ($1, $2, $3, $4, 'updated', '{name}')""",
        [(tx.context.org_id, new_id(), tea, now) for _ in range(5)],
    )
    first = await history(tx, catalog, tea, limit=3)
    rest = await history(tx, catalog, tea, limit=3, cursor=first.next_cursor)
    assert len({it.event_id for it in (*first.items, *rest.items)}) == 6


async def test_a_deleted_product_keeps_its_history(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await given_change(tx, catalog, tea)
    await delete_product(tx, catalog_id=catalog, product_id=tea, if_match=1)
    types = {it.type for it in (await history(tx, catalog, tea)).items}
    assert types == {"product.deleted", "catalog.updated", "product.created"}


async def test_what_never_was_has_no_history(tx: Tx) -> None:
    catalog, other = await given_catalog(tx), await given_catalog(tx)
    tea = await given_product(tx, catalog)
    for place in ((catalog, new_id()), (other, tea), (new_id(), tea)):
        with pytest.raises(NotFound):
            await history(tx, *place)


async def test_what_is_no_product_has_no_history(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    with pytest.raises(NotFound):
        await history(tx, catalog, catalog)


async def test_another_organizations_product_has_no_history(tx: Tx, other_tx: Tx) -> None:
    catalog, own = await given_catalog(tx), await given_catalog(other_tx)
    tea = await given_product(tx, catalog)
    for place in (catalog, own):
        with pytest.raises(NotFound):
            await history(other_tx, place, tea)


async def test_a_cursor_of_another_list_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(Invalid):
        await history(tx, catalog, tea, cursor='{"after":"x"}')


async def test_a_page_is_one_statement(tx: Tx, statements: list[str]) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    for _ in range(20):
        await given_change(tx, catalog, tea)
    del statements[:]
    assert len((await history(tx, catalog, tea)).items) == 21
    assert len(statements) == 1


async def test_thousands_of_changes_are_one_statement(tx: Tx, statements: list[str]) -> None:
    rows = [ProductChangeRow(new_id(), "updated", ["brand"]) for _ in range(5_000)]
    await record_changes(tx, event_id=new_id(), rows=rows)
    await record_changes(tx, event_id=new_id(), rows=[])
    assert await counted(tx, "product_change") == 5_000
    assert len([text for text in statements if text.startswith("INSERT")]) == 1
