"""Build an accepted store: one transaction, so there is a whole store or none."""

import asyncio
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk import Bulk, BulkMode
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Conflict
from galleria.base.tx import DirectoryTx, Tx
from galleria.catalog import (
    CatalogChoice,
    NewCatalog,
    NewCategory,
    NewProduct,
    choose_catalog,
    create_catalog,
    create_categories,
    create_products,
    refresh_statistics,
)
from galleria.engine.events import record
from galleria.engine.job_status import watch_job
from galleria.engine.run import JobRun
from galleria.setup.events import StoreSetUp
from galleria.setup.jobs import BuildStore
from galleria.setup.payload import SetUp, read_set_up
from galleria.tenants import insert_reserved_store, release_store

CHUNK_ROWS = 1_000
WHOLE = BulkMode(partial=False)


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
        choice = CatalogChoice(catalog.catalog_id)
        await choose_catalog(tx, store_id=store.store_id, body=choice, if_match=0)
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
    async with run.transaction() as tx:
        await refresh_statistics(tx)
    await run.storage.delete(run.context.org_id, job.payload_key)


async def finished_set_up(database: Database, context: Context, *, job_id: UUID) -> BuiltStore:
    """Wait until the store is built; Conflict when it could not be."""
    async for status in watch_job(database, context, job_id, asyncio.Event()):
        if status.state == "completed" and status.result is not None:
            return msgspec.json.decode(status.result, type=BuiltStore)
    raise Conflict("The store could not be built.")


async def release_reserved(tx: DirectoryTx, job: BuildStore) -> None:
    """Give back the slug of a store that will not be built. Again: nothing happens."""
    organization_id = tx.context.org_id
    await release_store(tx.platform, organization_id=organization_id, store_id=job.store_id)


async def _write_rows(run: JobRun, tx: Tx, catalog_id: UUID, set_up: SetUp) -> None:
    # Bundles last: what they are made of is there by then.
    items = sorted(set_up.items, key=lambda item: item.kind == "bundle")
    categories = set_up.categories
    total = len(categories) + len(items)
    await run.progress(0, total, "categories")
    if categories:
        # All at once: a parent may stand behind its children.
        rows = Bulk[NewCategory](list(categories))
        await create_categories(tx, catalog_id=catalog_id, body=rows, query=WHOLE)
    for start in range(0, len(items), CHUNK_ROWS):
        await run.progress(len(categories) + start, total, "items")
        chunk = Bulk[NewProduct](list(items[start : start + CHUNK_ROWS]))
        await create_products(tx, catalog_id=catalog_id, body=chunk, query=WHOLE)
    await run.progress(total, total, "done")
