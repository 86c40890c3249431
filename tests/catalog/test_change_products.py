"""change_products and change_product: what a merchant can rely on."""

import asyncio
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.bulk import Bulk, BulkOutcome, BulkRefused
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.products.change import change_product, change_products
from galleria.catalog.products.list import read_product
from galleria.catalog.products.media import Media
from galleria.catalog.products.product import Product
from galleria.catalog.products.rows import Option, ProductChange, ProductPatch, VariantSent
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    events_of,
    given_catalog,
    given_category,
    given_product,
)

SIZES = [Option("Size", ["S", "L"])]
S, L = (
    VariantSent(option_values=["S"], price_minor=3),
    VariantSent(option_values=["L"], price_minor=4),
)


async def changed(
    tx: Tx, catalog: UUID, *rows: ProductChange, partial: bool = False
) -> BulkOutcome:
    mode = PARTIAL if partial else ALL_OR_NONE
    return await change_products(tx, catalog_id=catalog, body=Bulk(list(rows)), query=mode)


async def patched(tx: Tx, catalog: UUID, product: UUID, **fields: object) -> Product:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    return await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=1)


async def test_what_is_left_out_stays_and_null_clears(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, brand="Leaf", description="Hot", sku="T")
    after = await patched(tx, catalog, tea, brand=None, price_minor=350)
    assert (after.brand, after.description, after.version) == (None, "Hot", 2)
    assert (after.variants[0].price_minor, after.variants[0].sku) == (350, "T")


async def test_the_same_content_is_no_change(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    attributes = Raw(b'{"b": [1, true], "a": null}')
    tea = await given_product(tx, catalog, attributes=attributes, media=[Media("/a.svg")], sku="T")
    same = ProductChange(
        product_id=tea, name="Tea", attributes=Raw(b'{"a":null,"b":[1,true]}'),
        media=[Media("/a.svg")], price_minor=300, sku="T", category_id=None,
    )  # fmt: skip
    done = await changed(tx, catalog, same)
    assert [(row.status, row.version) for row in done.rows] == [("unchanged", 1)]
    assert await events_of(tx, "product.updated") == 0


async def test_true_and_one_are_not_the_same(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, attributes=Raw(b'{"a": 1}'))
    done = await changed(tx, catalog, ProductChange(product_id=tea, attributes=Raw(b'{"a":true}')))
    assert done.rows[0].status == "updated"


async def test_the_fact_names_what_changed(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await changed(
        tx, catalog, ProductChange(product_id=tea, name="Chai", price_minor=1, brand=None)
    )
    body = await tx.connection.fetchval("SELECT body FROM event WHERE type = 'product.updated'")
    assert b'"changed": ["name", "variants"]' in bytes(body)


async def test_variants_are_the_whole_new_list_matched_by_their_values(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=[S, L])
    before = await read_product(tx, catalog_id=catalog, product_id=tea)
    large = VariantSent(option_values=["L"], sku="T-L")
    after = await patched(tx, catalog, tea, variants=[large])
    (kept,) = after.variants
    assert kept.variant_id == before.variants[1].variant_id
    assert (kept.sku, kept.price_minor) == ("T-L", 4)


async def test_variants_are_matched_by_id_and_may_swap_values(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=[S, L])
    small, large = (await read_product(tx, catalog_id=catalog, product_id=tea)).variants
    sent = [
        VariantSent(variant_id=small.variant_id, option_values=["L"]),
        VariantSent(variant_id=large.variant_id, option_values=["S"]),
    ]
    after = await patched(tx, catalog, tea, variants=sent)
    assert [(v.variant_id, v.option_values) for v in after.variants] == [
        (small.variant_id, ["L"]), (large.variant_id, ["S"]),
    ]  # fmt: skip


async def test_the_short_form_is_refused_for_a_product_of_several_variants(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=[S, L])
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, tea, price_minor=1)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [
        ("/price_minor", "several_variants")
    ]


async def test_options_that_the_variants_do_not_fit_are_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, options=SIZES, variants=[S, L])
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, tea, options=[])
    assert refusal.value.errors[0].pointer == "/options"


async def test_a_variant_of_another_product_is_not_there(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, other = [await given_product(tx, catalog) for _ in range(2)]
    theirs = (await read_product(tx, catalog_id=catalog, product_id=other)).variants[0]
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, tea, variants=[VariantSent(variant_id=theirs.variant_id)])
    assert refusal.value.errors[0].pointer == "/variants/0/variant_id"


async def test_two_products_swap_their_skus_and_slugs_in_one_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_product(tx, catalog, sku="a", slug="a")
    b = await given_product(tx, catalog, sku="b", slug="b")
    await changed(
        tx, catalog,
        ProductChange(product_id=a, sku="b", slug="b"),
        ProductChange(product_id=b, sku="a", slug="a"),
    )  # fmt: skip
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert (await read_product(tx, catalog_id=catalog, product_id=a)).slug == "b"


async def test_a_refused_row_keeps_its_sku_so_whoever_wanted_it_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_product(tx, catalog, sku="a")
    b = await given_product(tx, catalog, sku="b")
    await given_product(tx, catalog, sku="c")
    rows = [ProductChange(product_id=a, sku="b"), ProductChange(product_id=b, sku="c")]
    done = await changed(tx, catalog, *rows, partial=True)
    assert [(row.status, row.errors[0].code) for row in done.rows] == [("refused", "taken")] * 2
    assert [row.id for row in done.rows] == [a, b]


async def test_a_row_of_another_version_is_stale_and_nothing_is_written(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, chai = [await given_product(tx, catalog) for _ in range(2)]
    rows = [
        ProductChange(product_id=tea, version=1, name="X"),
        ProductChange(product_id=chai, version=7, name="Y"),
    ]
    with pytest.raises(BulkRefused) as refusal:
        await changed(tx, catalog, *rows)
    assert [(row.index, row.status, row.version) for row in refusal.value.rows] == [(1, "stale", 1)]
    assert (await read_product(tx, catalog_id=catalog, product_id=tea)).name == "Tea"


async def test_partial_answers_for_every_kind_of_row(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    rows = [
        ProductChange(product_id=tea, name="Chai"),
        ProductChange(product_id=new_id(), name="Chai"),
        ProductChange(product_id=tea, name="Mate"),
    ]
    done = await changed(tx, catalog, *rows, partial=True)
    assert [row.status for row in done.rows] == ["updated", "not_found", "refused"]
    assert done.rows[2].errors[0].code == "repeated"


async def test_a_product_of_another_organization_is_as_absent(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_product(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    row = ProductChange(product_id=theirs, name="Mine")
    assert (await changed(tx, catalog, row, partial=True)).rows[0].status == "not_found"
    with pytest.raises(NotFound):
        await patched(tx, catalog, theirs, name="Mine")


async def test_a_category_of_another_organization_is_as_absent(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_category(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, await given_product(tx, catalog), category_id=theirs)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/category_id", "not_found")]


async def test_one_product_of_another_version_is_stale(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await patched(tx, catalog, tea, name="Chai")
    with pytest.raises(Stale) as refusal:
        await patched(tx, catalog, tea, name="Mate")
    assert refusal.value.facts == {"version": 2}


async def test_a_cleared_slug_is_made_from_the_name_anew(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, slug="old")
    assert (await patched(tx, catalog, tea, name="Chai latte", slug=None)).slug == "chai-latte"


async def test_of_two_who_take_a_sku_at_once_one_is_refused(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        catalog = await given_catalog(tx)
        products = [await given_product(tx, catalog) for _ in range(2)]

    async def takes(product: UUID) -> str:
        async with transaction(database, context) as tx:
            row = ProductChange(product_id=product, sku="one")
            return (await changed(tx, catalog, row, partial=True)).rows[0].status

    assert sorted(await asyncio.gather(*map(takes, products))) == ["refused", "updated"]


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    ids = [await given_product(tx, catalog) for _ in range(row_count)]
    rows = [
        ProductChange(product_id=one, name="New", slug=None, price_minor=1, sku=f"{n}")
        for n, one in enumerate(ids)
    ]
    statements.clear()
    await changed(tx, catalog, *rows)
    assert len(statements) == 8
