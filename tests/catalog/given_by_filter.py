"""Changes by filter, as tests ask for them."""

from typing import Any
from uuid import UUID

import msgspec

from galleria.base.tx import ReadTx, Tx
from galleria.catalog.by_filter.change import change_products_by_filter
from galleria.catalog.by_filter.outcome import FilterOutcome
from galleria.catalog.by_filter.rows import ChangeByFilter, UndoChange
from galleria.catalog.by_filter.undo import undo_product_change
from galleria.catalog.products.list import Product, read_product
from galleria.catalog.products.rows import NewProduct, Option, VariantSent
from tests.catalog.given import created_products, given_product

OFF_TEN = {"percent": "-10", "round_to": {"ends_with_minor": 99, "of_minor": 100}}


async def changed(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any] | None = None, **change: Any
) -> FilterOutcome:
    """Change by filter as if it came over HTTP."""
    return await asked(tx, catalog_id, filter or {}, change)


async def tried(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any] | None = None, **change: Any
) -> FilterOutcome:
    """The same as a dry run."""
    return await asked(tx, catalog_id, filter or {}, change, dry_run=True)


async def asked(
    tx: Tx, catalog_id: UUID, filter: dict[str, Any], change: dict[str, Any], **more: Any
) -> FilterOutcome:
    sent = msgspec.json.encode({"filter": filter, "change": change, **more})
    body = msgspec.json.decode(sent, type=ChangeByFilter)
    return await change_products_by_filter(tx, catalog_id=catalog_id, body=body)


async def undone(
    tx: Tx, catalog_id: UUID, event_id: UUID | None, *, dry_run: bool = False
) -> FilterOutcome:
    assert event_id is not None
    body = UndoChange(dry_run=dry_run)
    return await undo_product_change(tx, catalog_id=catalog_id, event_id=event_id, body=body)


async def seen(tx: ReadTx, catalog_id: UUID, product_id: UUID) -> Product:
    return await read_product(tx, catalog_id=catalog_id, product_id=product_id)


async def prices(tx: ReadTx) -> list[int]:
    """Every price of the organization, lowest first."""
    rows = await tx.connection.fetch("SELECT price_minor FROM variant ORDER BY 1")
    return [row["price_minor"] for row in rows]


async def given_many(tx: Tx, catalog_id: UUID, count: int) -> list[UUID]:
    rows = [NewProduct(name=f"Thing {n}", price_minor=100 + n) for n in range(count)]
    return [row.id for row in await created_products(tx, catalog_id, *rows) if row.id]


async def given_wide(tx: Tx, catalog_id: UUID, variants: int) -> UUID:
    sizes = [VariantSent(option_values=[str(n)], price_minor=1_000) for n in range(variants)]
    return await given_product(tx, catalog_id, options=[Option("Size")], variants=sizes)


async def given_thousands(tx: Tx, catalog_id: UUID, count: int) -> None:
    """Products of one variant at 10.00 each, more than a call may bring."""
    await tx.connection.execute(
        """WITH made AS (
               INSERT INTO product (
                   org_id, product_id, catalog_id, name, slug, created_at, updated_at
               )
               SELECT $1, lpad(to_hex(n), 32, '0')::uuid, $2, 'Thing ' || n, 't' || n, $4, $4
               FROM generate_series(1, $3::int) AS n
               RETURNING product_id
           )
           INSERT INTO variant (org_id, variant_id, product_id, catalog_id, position, price_minor,
                                currency, created_at, updated_at)
           SELECT $1, gen_random_uuid(), product_id, $2, 0, 1000, 'EUR', $4, $4 FROM made""",
        tx.context.org_id, catalog_id, count, tx.context.now,
    )  # fmt: skip
