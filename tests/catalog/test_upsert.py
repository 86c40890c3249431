"""upsert_categories and upsert_products: what imports and set-ups can rely on."""

import pytest
from msgspec import Raw

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog import KeyedCategory, KeyedProduct, upsert_categories, upsert_products
from galleria.catalog.products.rows import Option, VariantSent
from tests.catalog.given import counted, given_catalog, given_category

DRINKS = KeyedCategory(external_key="d", name="Drinks")
HOT = KeyedCategory(external_key="h", name="Hot", parent_external_key="d")
TEA = KeyedProduct(external_key="t", name="Tea", price_minor=300, category_external_key="d")


def statuses(outcomes: list[RowOutcome]) -> list[str]:
    return [row.status for row in outcomes]


async def test_rows_are_created_then_unchanged_then_updated(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await upsert_categories(tx, catalog_id=catalog, rows=[DRINKS])
    first = await upsert_products(tx, catalog_id=catalog, rows=[TEA])
    again = await upsert_products(tx, catalog_id=catalog, rows=[TEA])
    dearer = KeyedProduct(external_key="t", name="Tea", price_minor=301)
    then = await upsert_products(tx, catalog_id=catalog, rows=[dearer])
    assert statuses(first + again + then) == ["created", "unchanged", "updated"]
    assert first[0].id == again[0].id == then[0].id


async def test_children_may_come_before_their_parents(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    outcomes = await upsert_categories(tx, catalog_id=catalog, rows=[HOT, DRINKS])
    assert statuses(outcomes) == ["created", "created"]
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def test_a_wrong_row_is_refused_and_the_others_are_done(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    rows = [
        RefusedRow([FieldError("/price", "type", "No number.")]),
        TEA,
        KeyedProduct(external_key="x", name="X" * 301, price_minor=-1),
        KeyedProduct(external_key="n", name="A\0B", price_minor=1),
        KeyedProduct(external_key="s", name="Sound", price_minor=1),
        KeyedProduct(external_key="s", name="Again", price_minor=1),
    ]
    outcomes = await upsert_products(tx, catalog_id=catalog, rows=rows)
    assert statuses(outcomes) == [*["refused"] * 4, "created", "refused"]
    assert {e.pointer for e in outcomes[2].errors} == {"/name", "/price_minor"}
    assert await counted(tx, "product") == 1


async def test_what_a_row_does_not_mention_stays(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    full = KeyedProduct(external_key="t", name="Tea", price_minor=1, brand="Leaf", sort_order=7)
    await upsert_products(tx, catalog_id=catalog, rows=[full])
    brief = KeyedProduct(external_key="t", name="Chai", variants=[VariantSent(sku="T")])
    await upsert_products(tx, catalog_id=catalog, rows=[brief])
    row = await tx.connection.fetchrow("SELECT name, slug, brand, sort_order FROM product")
    assert tuple(row) == ("Chai", "tea", "Leaf", 7)
    assert await tx.connection.fetchval("SELECT price_minor FROM variant WHERE sku = 'T'") == 1


async def test_variants_that_a_row_does_not_name_may_stay(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [VariantSent(option_values=[size], price_minor=1) for size in "SML"]
    whole = KeyedProduct(external_key="t", name="Tea", options=[Option("Size")], variants=sizes)
    dearer = [VariantSent(option_values=["M"], price_minor=2)]
    partly = KeyedProduct(external_key="t", name="Tea", options=[Option("Size")], variants=dearer)
    for row, status in ((whole, "created"), (partly, "updated"), (partly, "unchanged")):
        outcomes = await upsert_products(
            tx, catalog_id=catalog, rows=[row], keep_absent_variants=True
        )
        assert statuses(outcomes) == [status]
    kept = await tx.connection.fetch(
        "SELECT option_values[1], price_minor FROM variant ORDER BY position"
    )
    assert [tuple(row) for row in kept] == [("M", 2), ("S", 1), ("L", 1)]


async def test_source_data_in_another_order_is_unchanged(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    for raw in (b'{"b":1.50,"a":"x"}', b'{"a": "x", "b": 1.50}'):
        row = KeyedProduct(external_key="t", name="Tea", price_minor=1, source_raw=Raw(raw))
        (outcome,) = await upsert_products(tx, catalog_id=catalog, rows=[row])
    assert outcome.status == "unchanged"


async def test_a_catalog_of_another_organization_is_not_there(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_catalog(other_tx)
    await given_category(other_tx, theirs, external_key="d")
    with pytest.raises(NotFound):
        await upsert_categories(tx, catalog_id=theirs, rows=[DRINKS])
    with pytest.raises(NotFound):
        await upsert_products(tx, catalog_id=theirs, rows=[TEA])


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    rows = [KeyedProduct(external_key=f"{n}", name="Tea", price_minor=1) for n in range(row_count)]
    statements.clear()
    await upsert_products(tx, catalog_id=catalog, rows=rows)
    assert len(statements) == 6
