"""Build an accepted store: one transaction, so there is a whole store or none."""

from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk import NOT_DONE, RowOutcome, absolute
from galleria.base.database import Database
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx, platform_transaction
from galleria.catalog import (
    NewCatalog,


    create_catalog,
    sell_catalog,
    upsert_categories,
    upsert_products,
)
from galleria.engine.events import record
from galleria.engine.runner import JobRun
from galleria.setup.events import StoreSetUp
from galleria.setup.jobs import BuildStore
from galleria.setup.payload import SetUp, read_set_up
from galleria.tenants import insert_reserved_store, release_store

CHUNK_ROWS = 1_000


class BuiltStore(Struct, frozen=True):
    """What a finished set-up made."""

    store_id: UUID
    store_slug: str
    catalog_id: UUID
    categories: int
    items: int


async def build_store(run: JobRun, job: BuildStore) -> None:
    """Build the store in one transaction that also finishes the job: whole, once, or not at all."""
    body = b"".join([chunk async for chunk in run.storage.get(run.context.org_id, job.payload_key)])
    set_up = await read_set_up(body)
    async with run.transaction() as tx:
        store = await insert_reserved_store(tx, store_id=job.store_id, body=set_up.store)
        catalog = await create_catalog(
            tx, body=NewCatalog(name=store.name, kind="manual", currency=store.currency)
        )
        await sell_catalog(tx, store_id=store.store_id, catalog_id=catalog.catalog_id)
        await _write_rows(run, tx, catalog.catalog_id, set_up)
        built = BuiltStore(
            store.store_id,
            store.slug,
            catalog.catalog_id,
            len(set_up.categories),
            len(set_up.items),
        )
        await record(tx, [StoreSetUp(**msgspec.structs.asdict(built))])
        await run.finish(tx, built)
    await run.storage.delete(run.context.org_id, job.payload_key)


async def release_reserved(database: Database, org_id: UUID, job: BuildStore) -> None:
    """Give back the slug of a store that will not be built. Again: nothing happens."""
    async with platform_transaction(database) as tx:
        await release_store(tx, organization_id=org_id, store_id=job.store_id)


async def _write_rows(run: JobRun, tx: Tx, catalog_id: UUID, set_up: SetUp) -> None:
    total = len(set_up.categories) + len(set_up.items)
    await run.progress(0, total, "categories")
    # All at once: a parent may stand behind its children.
    outcomes = await upsert_categories(tx, catalog_id=catalog_id, rows=set_up.categories)
    _refuse(outcomes, "/categories", 0)
    for start in range(0, len(set_up.items), CHUNK_ROWS):
        await run.progress(len(set_up.categories) + start, total, "items")
        chunk = set_up.items[start : start + CHUNK_ROWS]
        outcomes = await upsert_products(tx, catalog_id=catalog_id, rows=chunk)
        _refuse(outcomes, "/items", start)


def _refuse(outcomes: list[RowOutcome], at: str, start: int) -> None:
    """Raise Invalid for rows that cannot be stored; it undoes the whole store."""
    errors: list[FieldError] = []
    for outcome in outcomes:
        if outcome.status in NOT_DONE:
            moved = msgspec.structs.replace(outcome, index=start + outcome.index)
            errors += absolute(moved, at=at)
    if errors:
        raise Invalid("The store cannot be built as it was sent.", errors=errors[:500])


