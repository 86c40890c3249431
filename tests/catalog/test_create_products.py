"""create_products: what a merchant can rely on."""

import pytest

from galleria.base.bulk import Bulk, BulkRefused, RefusedRow
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog.products.create import create_products
from galleria.catalog.products.list import read_product
from galleria.catalog.products.rows import NewProduct, Option, VariantSent
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    counted,
    created_products,
    events_of,
    given_catalog,
    given_category,
    given_product,
)

TEA = NewProduct(name="Tea", price_minor=300)


async def refused_with(tx: Tx, *rows: NewProduct) -> list[tuple[str, str]]:
    catalog = await given_catalog(tx)
    with pytest.raises(BulkRefused) as refusal:
        await create_products(tx, catalog_id=catalog, body=Bulk(list(rows)), query=ALL_OR_NONE)
    return [(error.pointer, error.code) for error in refusal.value.errors]


async def test_a_product_with_a_price_has_one_variant_in_the_catalogs_currency(tx: Tx) -> None:
    catalog = await given_catalog(tx, currency="JPY")
    tea = await given_product(tx, catalog, price_minor=450, sku="T-1", barcode="4006381333931")
    (variant,) = (await read_product(tx, catalog_id=catalog, product_id=tea)).variants
    assert (variant.price_minor, variant.currency) == (450, "JPY")
    assert (variant.sku, variant.barcode, variant.option_values) == ("T-1", "4006381333931", [])


async def test_options_without_values_get_those_of_the_variants(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    variants = [
        VariantSent(option_values=["Small", "Oat"], price_minor=300),
        VariantSent(option_values=["Large", "Oat"], price_minor=400),
    ]
    options = [Option("Size"), Option("Milk")]
    tea = await given_product(tx, catalog, options=options, variants=variants)
    product = await read_product(tx, catalog_id=catalog, product_id=tea)
    assert product.options == [Option("Size", ["Small", "Large"]), Option("Milk", ["Oat"])]
    assert [variant.option_values[0] for variant in product.variants] == ["Small", "Large"]


async def test_the_slug_is_made_from_the_name_and_of_its_kind_alone(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    ids = [await given_product(tx, catalog, name="Crème brûlée!") for _ in range(2)]
    first, second = [
        (await read_product(tx, catalog_id=catalog, product_id=one)).slug for one in ids
    ]
    assert first == "creme-brulee"
    assert second.startswith("creme-brulee-")


async def test_two_of_one_name_in_one_call_get_two_slugs(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await created_products(tx, catalog, TEA, TEA, NewProduct(name="茶", price_minor=1))
    slugs = await tx.connection.fetch("SELECT slug FROM product ORDER BY product_id")
    assert [slug for (slug,) in slugs][::2] == ["tea", "product"]
    assert slugs[1][0].startswith("tea-")


async def test_the_category_is_named_by_id_or_by_its_external_key(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog, external_key="d")
    by_key = await given_product(tx, catalog, category_external_key="d")
    by_id = await given_product(tx, catalog, category_id=drinks)
    for one in (by_key, by_id):
        product = await read_product(tx, catalog_id=catalog, product_id=one)
        assert product.category_id == drinks


async def test_records_a_fact_for_every_product(tx: Tx) -> None:
    await created_products(tx, await given_catalog(tx), TEA, TEA)
    assert await events_of(tx, "product.created") == 2


@pytest.mark.parametrize(
    ("row", "pointer", "code"),
    [
        (NewProduct(name="A"), "/rows/0/price_minor", "missing"),
        (NewProduct(name="A", price_minor=1, currency="XXQ"),
         "/rows/0/currency", "unknown_currency"),
        (NewProduct(name="A", price_minor=1, category_external_key="x"),
         "/rows/0/category_external_key", "not_found"),
        (NewProduct(name="A", price_minor=1, variants=[VariantSent(price_minor=1)]),
         "/rows/0/price_minor", "ambiguous"),
        (NewProduct(name="A", variants=[VariantSent(price_minor=1, option_values=["S"])]),
         "/rows/0/variants/0/option_values", "options"),
        (NewProduct(name="A", options=[Option("Size", ["S"])],
                    variants=[VariantSent(price_minor=1, option_values=["L"])]),
         "/rows/0/variants/0/option_values", "options"),
        (NewProduct(name="A", price_minor=1, options=[Option("Size")]),
         "/rows/0/options", "options"),
        (NewProduct(name="A", variants=[VariantSent(price_minor=1), VariantSent(price_minor=1)]),
         "/rows/0/variants/1/option_values", "repeated"),
    ],
)  # fmt: skip
async def test_refuses_what_makes_no_sense(
    tx: Tx, row: NewProduct, pointer: str, code: str
) -> None:
    assert (pointer, code) in await refused_with(tx, row)


@pytest.mark.parametrize("field", ["sku", "barcode", "slug", "external_key"])
async def test_refuses_a_code_that_another_product_has(tx: Tx, field: str) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, **{field: "one"})
    row = NewProduct(name="B", price_minor=1, **{field: "one"})
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, catalog, row)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [(f"/rows/0/{field}", "taken")]


@pytest.mark.parametrize("field", ["sku", "barcode", "slug", "external_key"])
async def test_refuses_a_code_that_an_earlier_row_has(tx: Tx, field: str) -> None:
    row = NewProduct(name="A", price_minor=1, **{field: "one"})
    assert await refused_with(tx, row, row) == [(f"/rows/1/{field}", "taken")]


async def test_the_same_sku_is_fine_in_another_catalog(tx: Tx) -> None:
    await given_product(tx, await given_catalog(tx), sku="one")
    await given_product(tx, await given_catalog(tx), sku="one")
    assert await counted(tx, "variant") == 2


async def test_one_wrong_row_means_nothing_is_written(tx: Tx) -> None:
    await refused_with(tx, TEA, NewProduct(name="No price"))
    assert await counted(tx, "product") == 0


async def test_partial_does_the_sound_rows_and_explains_the_others(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    malformed = RefusedRow([FieldError("/name", "missing", "This field is needed.")])
    body = Bulk([malformed, TEA, NewProduct(name="No price")])
    done = await create_products(tx, catalog_id=catalog, body=body, query=PARTIAL)
    assert [row.status for row in done.rows] == ["refused", "created", "refused"]
    assert [row.errors[0].pointer for row in done.rows if row.errors] == ["/name", "/price_minor"]
    assert (done.counts.created, await counted(tx, "product")) == (1, 1)


async def test_a_category_of_another_catalog_is_not_there(tx: Tx) -> None:
    foreign = await given_category(tx, await given_catalog(tx))
    row = NewProduct(name="A", price_minor=1, category_id=foreign)
    assert await refused_with(tx, row) == [("/rows/0/category_id", "not_found")]


async def test_a_catalog_of_another_organization_is_not_there(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_catalog(other_tx)
    with pytest.raises(NotFound):
        await created_products(tx, theirs, TEA)


@pytest.mark.parametrize(("row_count", "expected"), [(1, 5), (20, 5), (60, 7), (1_000, 7)])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, expected: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog)
    rows = [
        NewProduct(name=f"Tea {n}", price_minor=1, sku=f"{n}", category_id=drinks)
        for n in range(row_count)
    ]
    statements.clear()
    await created_products(tx, catalog, *rows)
    assert len(statements) == expected
