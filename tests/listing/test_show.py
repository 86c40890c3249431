"""The read model follows every change within its transaction."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from galleria.base.bulk import Bulk, BulkIds, BulkMode
from galleria.base.tx import Tx
from galleria.catalog import ProductsWritten, change_products, sell_catalog
from galleria.catalog.categories.change import change_categories
from galleria.catalog.categories.rows import CategoryChange
from galleria.catalog.products.delete import delete_products
from galleria.catalog.products.rows import BundlePart, ProductChange, VariantSent
from galleria.engine.notices import tell
from galleria.listing import check_organization, show
from tests.catalog.given import given_catalog, given_category, given_product, given_store
from tests.conftest import recorded_statements
from tests.listing.given import Sold, count_of, given_sold_catalog, names_shown


@pytest.fixture
async def sold(tx: Tx) -> Sold:
    return await given_sold_catalog(tx)


async def changed(tx: Tx, sold: Sold, product_id: UUID, **fields: object) -> None:
    row = ProductChange(product_id=product_id, **fields)  # type: ignore[arg-type]
    await change_products(tx, catalog_id=sold.catalog_id, body=Bulk([row]), query=BulkMode())


async def switched(tx: Tx, sold: Sold, category_id: UUID, *, is_active: bool) -> None:
    row = CategoryChange(category_id=category_id, is_active=is_active)
    await change_categories(tx, catalog_id=sold.catalog_id, body=Bulk([row]), query=BulkMode())


async def faults(tx: Tx) -> list[str]:
    @asynccontextmanager
    async def same() -> AsyncGenerator[Tx]:
        yield tx

    checked = await check_organization(same)
    assert checked.documents, "nothing was compared"
    return checked.faults


async def test_a_new_product_is_shown_at_once(tx: Tx, sold: Sold) -> None:
    await given_product(tx, sold.catalog_id, "Tea")
    assert await names_shown(tx, sold.store_id) == ["Tea"]
    assert await count_of(tx, sold.store_id, "*") == 1


async def test_a_changed_name_and_price_are_shown_at_once(tx: Tx, sold: Sold) -> None:
    product_id = await given_product(tx, sold.catalog_id, "Tea")
    await changed(tx, sold, product_id, name="Green tea", price_minor=450)
    price = await tx.connection.fetchval("SELECT price_minor FROM listing")
    assert (await names_shown(tx, sold.store_id), price) == (["Green tea"], 450)


async def test_a_deleted_product_is_gone_at_once(tx: Tx, sold: Sold) -> None:
    product_id = await given_product(tx, sold.catalog_id, "Tea")
    body = BulkIds(ids=[product_id])
    await delete_products(tx, catalog_id=sold.catalog_id, body=body, query=BulkMode())
    assert await names_shown(tx, sold.store_id) == []


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_what_is_not_active_is_not_shown(tx: Tx, sold: Sold, status: str) -> None:
    product_id = await given_product(tx, sold.catalog_id, "Tea")
    await given_product(tx, sold.catalog_id, "Cake")
    await changed(tx, sold, product_id, status=status)
    assert await names_shown(tx, sold.store_id) == ["Cake"]
    assert await count_of(tx, sold.store_id, "*") == 1


async def test_what_has_no_active_variant_is_not_shown(tx: Tx, sold: Sold) -> None:
    variants = [VariantSent(price_minor=100, is_active=False)]
    await given_product(tx, sold.catalog_id, "Tea", variants=variants)
    assert await names_shown(tx, sold.store_id) == []


async def test_a_category_that_is_switched_off_hides_all_below_it(tx: Tx, sold: Sold) -> None:
    drinks = await given_category(tx, sold.catalog_id, "Drinks")
    hot = await given_category(tx, sold.catalog_id, "Hot", parent_id=drinks)
    await given_product(tx, sold.catalog_id, "Tea", category_id=hot)
    await switched(tx, sold, drinks, is_active=False)
    assert await names_shown(tx, sold.store_id) == []
    await switched(tx, sold, drinks, is_active=True)
    assert await names_shown(tx, sold.store_id) == ["Tea"]
    assert await faults(tx) == []


async def test_much_is_hidden_at_once_and_shown_by_a_job(
    tx: Tx, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "AT_ONCE_MAX", 1)
    drinks = await given_category(tx, sold.catalog_id, "Drinks")
    for name in ("Tea", "Juice"):
        await given_product(tx, sold.catalog_id, name, category_id=drinks)
    await switched(tx, sold, drinks, is_active=False)
    jobs = await tx.connection.fetchval("SELECT count(*) FROM job")
    assert (await names_shown(tx, sold.store_id), jobs) == ([], 1)
    assert await count_of(tx, sold.store_id, "*") == 0


async def test_another_category_keeps_a_product_shown(
    tx: Tx, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    drinks = await given_category(tx, sold.catalog_id, "Drinks")
    gifts = await given_category(tx, sold.catalog_id, "Gifts")
    further = {"further_category_ids": [gifts]}
    await given_product(tx, sold.catalog_id, "Tea", category_id=drinks, **further)
    monkeypatch.setattr(show, "AT_ONCE_MAX", 0)
    await switched(tx, sold, drinks, is_active=False)
    assert await names_shown(tx, sold.store_id) == ["Tea"]


async def test_a_store_that_sells_another_catalog_shows_that_one(tx: Tx, sold: Sold) -> None:
    await given_product(tx, sold.catalog_id, "Tea")
    other = await given_catalog(tx)
    await given_product(tx, other, "Soap")
    await sell_catalog(tx, store_id=sold.store_id, catalog_id=other)
    assert await names_shown(tx, sold.store_id) == ["Soap"]
    assert await count_of(tx, sold.store_id, "*") == 1
    assert await faults(tx) == []


async def test_two_stores_show_the_same_catalog_each(tx: Tx, sold: Sold) -> None:
    second = await given_store(tx)
    await sell_catalog(tx, store_id=second, catalog_id=sold.catalog_id)
    await given_product(tx, sold.catalog_id, "Tea")
    assert await names_shown(tx, sold.store_id) == await names_shown(tx, second) == ["Tea"]


async def test_what_begins_later_is_there_with_its_hour_and_uncounted(tx: Tx, sold: Sold) -> None:
    later = tx.context.now + timedelta(hours=1)
    await given_product(tx, sold.catalog_id, "Tea", publish_at=later)
    row = await tx.connection.fetchrow("SELECT visible_from FROM listing")
    assert row is not None
    assert row["visible_from"] == later
    assert await count_of(tx, sold.store_id, "*") == 0


async def test_each_language_has_a_document_and_the_product_counts_once(tx: Tx, sold: Sold) -> None:
    await tx.connection.execute("UPDATE store SET further_locales = '{de-DE}'")
    product_id = await given_product(tx, sold.catalog_id, "Tea")
    await tx.connection.execute(
        "INSERT INTO product_translation (org_id, product_id, locale, catalog_id, name, updated_at)"
        " VALUES ($1, $2, 'de-DE', $3, 'Tee', now())",
        tx.context.org_id, product_id, sold.catalog_id,
    )  # fmt: skip
    await tell(tx, ProductsWritten(sold.catalog_id, [product_id]))
    assert await names_shown(tx, sold.store_id) == ["Tea", "Tee"]
    assert await count_of(tx, sold.store_id, "*") == 1


async def test_a_bundle_is_shown_as_long_as_its_parts_are(tx: Tx, sold: Sold) -> None:
    cup = await given_product(tx, sold.catalog_id, "Cup", sku="CUP")
    parts = [BundlePart(sku="CUP", quantity=4)]
    await given_product(tx, sold.catalog_id, "Set of cups", kind="bundle", bundle=parts)
    await changed(tx, sold, cup, status="archived")
    assert await names_shown(tx, sold.store_id) == []
    await changed(tx, sold, cup, status="active")
    assert await names_shown(tx, sold.store_id) == ["Cup", "Set of cups"]
    assert await faults(tx) == []


async def test_a_product_is_found_by_the_categories_above_it(tx: Tx, sold: Sold) -> None:
    drinks = await given_category(tx, sold.catalog_id, "Beverages")
    hot = await given_category(tx, sold.catalog_id, "Hot", parent_id=drinks)
    await given_product(tx, sold.catalog_id, "Tea", category_id=hot)
    found = await tx.connection.fetchval(
        "SELECT count(*) FROM listing WHERE words @@ to_tsquery('english', 'beverage & tea')"
    )
    assert found == 1


async def test_showing_costs_one_statement_for_1_and_for_20(tx: Tx, sold: Sold) -> None:
    ids = [await given_product(tx, sold.catalog_id, f"Tea {n}") for n in range(20)]
    counts: list[int] = []
    for some in (ids[:1], ids):
        with recorded_statements(tx) as statements:
            await tell(tx, ProductsWritten(sold.catalog_id, some))
            await asyncio.sleep(0)  # It is told in the loop's next turn.
        counts.append(len(statements))
    assert counts == [1, 1]


async def test_a_document_changed_behind_our_back_is_found(tx: Tx, sold: Sold) -> None:
    await given_product(tx, sold.catalog_id, "Tea")
    assert await faults(tx) == []
    await tx.connection.execute("UPDATE listing SET document = '{}'")
    assert ["different" in fault for fault in await faults(tx)] == [True]


async def test_a_count_changed_behind_our_back_is_found(tx: Tx, sold: Sold) -> None:
    await given_product(tx, sold.catalog_id, "Tea")
    await tx.connection.execute("UPDATE facet_count SET products = 7 WHERE facet = '*'")
    assert ["counts 7, and 1" in fault for fault in await faults(tx)] == [True]


async def test_a_document_that_is_missing_is_found(tx: Tx, sold: Sold) -> None:
    await given_product(tx, sold.catalog_id, "Tea")
    await given_product(tx, sold.catalog_id, "Cake")
    await tx.connection.execute("DELETE FROM listing WHERE name_key = 'tea'")
    assert any("missing" in fault for fault in await faults(tx))
