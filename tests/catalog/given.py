"""What a test of the catalog starts from; say only what the test is about."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkMode, RowOutcome
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog.categories.create import create_categories
from galleria.catalog.categories.rows import NewCategory
from galleria.catalog.create_catalog import NewCatalog, create_catalog
from galleria.catalog.products.create import create_products
from galleria.catalog.products.rows import NewProduct

ALL_OR_NONE = BulkMode()
PARTIAL = BulkMode(partial=True)


async def given_catalog(tx: Tx, *, currency: str = "EUR") -> UUID:
    body = NewCatalog(name="Everything", kind="manual", currency=currency)
    return (await create_catalog(tx, body=body)).catalog_id


async def created_categories(tx: Tx, catalog_id: UUID, *rows: NewCategory) -> list[RowOutcome]:
    done = await create_categories(
        tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=ALL_OR_NONE
    )
    return done.rows


async def given_category(
    tx: Tx, catalog_id: UUID, name: str = "Drinks", *, parent_id: UUID | None = None, **more: object
) -> UUID:
    row = NewCategory(name=name, parent_id=parent_id, **more)  # type: ignore[arg-type]
    (outcome,) = await created_categories(tx, catalog_id, row)
    assert outcome.id is not None
    return outcome.id


async def created_products(tx: Tx, catalog_id: UUID, *rows: NewProduct) -> list[RowOutcome]:
    done = await create_products(
        tx, catalog_id=catalog_id, body=Bulk(list(rows)), query=ALL_OR_NONE
    )
    return done.rows


async def given_product(
    tx: Tx, catalog_id: UUID, name: str = "Tea", *, price_minor: int = 300, **more: object
) -> UUID:
    if "variants" not in more:
        more["price_minor"] = price_minor
    row = NewProduct(name=name, **more)  # type: ignore[arg-type]
    (outcome,) = await created_products(tx, catalog_id, row)
    assert outcome.id is not None
    return outcome.id


async def given_store(tx: Tx, *, status: str = "active") -> UUID:
    store_id = new_id()
    await tx.connection.execute(
        """INSERT INTO store (org_id, store_id, name, slug, kind, status, currency, locale,
                              time_zone, created_at, updated_at)
           VALUES ($1, $2::uuid, 'Shop', 's-' || $2::uuid, 'online', $3, 'EUR', 'en-GB',
                   'Europe/London', $4, $4)""",
        tx.context.org_id, store_id, status, tx.context.now,
    )  # fmt: skip
    return store_id


async def counted(tx: Tx, table: str) -> int:
    return await tx.connection.fetchval(f"SELECT count(*) FROM {table}")


async def events_of(tx: Tx, type: str) -> int:
    return await tx.connection.fetchval("SELECT count(*) FROM event WHERE type = $1", type)
