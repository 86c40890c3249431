"""A product in several categories, one of them the primary."""

from uuid import UUID

import pytest

from galleria.base.bulk import BulkRefused
from galleria.base.tx import Tx
from galleria.catalog.products.change import change_product
from galleria.catalog.products.list import read_product
from galleria.catalog.products.product import Product
from galleria.catalog.products.rows import NewProduct, ProductPatch
from tests.catalog.given import created_products, given_catalog, given_category, given_product

Settled = tuple[UUID | None, set[UUID]]


async def settled(tx: Tx, catalog: UUID, **fields: object) -> Product:
    product_id = await given_product(tx, catalog, **fields)  # type: ignore[arg-type]
    return await read_product(tx, catalog_id=catalog, product_id=product_id)


async def patched(tx: Tx, catalog: UUID, product: Product, **fields: object) -> Product:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    return await change_product(
        tx, catalog_id=catalog, product_id=product.product_id, body=body, if_match=product.version
    )


def places(product: Product) -> Settled:
    return product.category_id, set(product.further_category_ids)


async def in_table(tx: Tx) -> set[UUID]:
    rows = await tx.connection.fetch("SELECT category_id FROM product_category")
    return {category_id for (category_id,) in rows}


async def given_three(tx: Tx, catalog: UUID) -> list[UUID]:
    return [await given_category(tx, catalog, key.upper(), external_key=key) for key in "abc"]


async def test_they_are_named_by_id_or_by_key_and_the_primary_is_one_of_them(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = await given_three(tx, catalog)
    by_id = await settled(tx, catalog, category_id=a, further_category_ids=[c, b, a, c])
    assert (places(by_id), await in_table(tx)) == ((a, {b, c}), {a, b, c})
    keys = {"category_external_key": "a", "further_category_external_keys": ["b", "c"]}
    assert places(await settled(tx, catalog, **keys)) == (a, {b, c})


async def test_without_a_primary_one_the_first_of_the_others_is(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = await given_three(tx, catalog)
    product = await settled(tx, catalog, further_category_ids=[c, a, b])
    assert places(product) == (c, {a, b})
    assert places(await patched(tx, catalog, product, category_id=None)) == (a, {b})


async def test_another_primary_one_leaves_the_others_as_they_are(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = await given_three(tx, catalog)
    product = await settled(tx, catalog, category_id=a, further_category_ids=[b])
    product = await patched(tx, catalog, product, category_id=c)
    assert (places(product), await in_table(tx)) == ((c, {b}), {b, c})
    product = await patched(tx, catalog, product, category_id=b)
    assert (places(product), await in_table(tx)) == ((b, set()), {b})


async def test_those_that_stay_keep_the_place_they_were_given(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = await given_three(tx, catalog)
    product = await settled(tx, catalog, category_id=a, further_category_ids=[b])
    await tx.connection.execute(
        "UPDATE product_category SET position = 7 WHERE category_id = $1", b
    )
    product = await patched(tx, catalog, product, category_id=b, further_category_ids=[c])
    kept = await tx.connection.fetch("SELECT category_id, position FROM product_category")
    assert {tuple(row) for row in kept} == {(b, 7), (c, None)}


async def test_the_same_ones_are_no_change(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b, c = await given_three(tx, catalog)
    product = await settled(tx, catalog, category_id=a, further_category_ids=[b, c])
    same = await patched(tx, catalog, product, category_id=a, further_category_ids=[c, b])
    assert same.version == 1


async def test_every_wrong_one_is_named(tx: Tx, other_tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, _, _ = await given_three(tx, catalog)
    foreign = await given_category(other_tx, await given_catalog(other_tx))
    elsewhere = await given_category(tx, await given_catalog(tx))
    rows = [
        NewProduct(name="A", price_minor=1, further_category_ids=[a, foreign, elsewhere]),
        NewProduct(name="B", price_minor=1, further_category_external_keys=["a", "x"]),
        NewProduct(
            name="C", price_minor=1, further_category_ids=[a], further_category_external_keys=["a"]
        ),
    ]
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, catalog, *rows)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [
        ("/rows/0/further_category_ids/1", "not_found"),
        ("/rows/0/further_category_ids/2", "not_found"),
        ("/rows/1/further_category_external_keys/1", "not_found"),
        ("/rows/2/further_category_external_keys", "ambiguous"),
    ]


async def test_nothing_is_put_into_a_smart_category(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    one = await given_category(tx, catalog)
    await tx.connection.execute("UPDATE category SET kind = 'smart', filter = '{}'")
    with pytest.raises(BulkRefused):
        await created_products(tx, catalog, NewProduct(name="A", price_minor=1, category_id=one))
