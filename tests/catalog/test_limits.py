"""Where the catalog ends, and what a whole new one is held to before it is written."""

import pytest

from galleria.base.bulk import Bulk
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog import NewCategory, NewProduct, refused_categories, refused_products
from galleria.catalog.categories.create import create_categories
from galleria.catalog.categories.save import CatalogFull
from galleria.catalog.fields import CATEGORIES_MAX, VARIANTS_MAX, VARIANTS_PER_CALL_MAX
from galleria.catalog.products.create import create_products
from galleria.catalog.products.rows import Option, VariantSent
from tests.catalog.given import (
    PARTIAL,
    created_categories,
    created_products,
    given_catalog,
    given_category,
)

MANY_CATEGORIES = """
INSERT INTO category (org_id, category_id, catalog_id, name, slug, created_at, updated_at)
SELECT $1, gen_random_uuid(), $2, 'C', 'c-' || number, now(), now()
FROM generate_series(1, $3::int) AS number
"""


async def test_a_catalog_has_an_end(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    org_id = tx.context.org_id
    await tx.connection.execute(MANY_CATEGORIES, org_id, catalog, CATEGORIES_MAX - 1)
    await given_category(tx, catalog, "The last")
    with pytest.raises(CatalogFull):
        await created_categories(tx, catalog, NewCategory(name="One too many"))


async def test_a_call_brings_so_many_variants_and_no_more(tx: Tx) -> None:
    variants = [VariantSent(option_values=[f"{n}"], price_minor=1) for n in range(VARIANTS_MAX)]
    row = NewProduct(name="T", options=[Option("N")], variants=variants)
    count = VARIANTS_PER_CALL_MAX // VARIANTS_MAX + 1
    with pytest.raises(Invalid) as refusal:
        await created_products(tx, await given_catalog(tx), *[row] * count)
    assert refusal.value.errors[0].code == "limit"


CATEGORIES = [
    NewCategory(name="A", external_key="a"),
    NewCategory(name="B", external_key="a"),
    NewCategory(name="C", external_key="c", parent_external_key="d"),
    NewCategory(name="D", external_key="d", parent_external_key="c"),
    NewCategory(name="E", parent_external_key="a"),
    NewCategory(name="F", parent_external_key="nowhere"),
]
PRODUCTS = [
    NewProduct(name="A", price_minor=1, sku="one", category_external_key="a"),
    NewProduct(name="B", price_minor=1, sku="one"),
    NewProduct(name="C"),
    NewProduct(name="D", price_minor=1, category_external_key="nowhere"),
    NewProduct(name="E", variants=[VariantSent(sku="two", price_minor=1)]),
    NewProduct(name="F", variants=[VariantSent(sku="two", price_minor=1)]),
]


async def test_a_new_catalog_is_checked_by_the_rules_it_is_written_by(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    written = await create_categories(
        tx, catalog_id=catalog, body=Bulk([*CATEGORIES]), query=PARTIAL
    )
    sold = await create_products(tx, catalog_id=catalog, body=Bulk([*PRODUCTS]), query=PARTIAL)
    wrong = [row for row in written.rows if row.status == "refused"]
    unsold = [row for row in sold.rows if row.status == "refused"]
    assert refused_categories(CATEGORIES) == wrong
    assert refused_products(PRODUCTS, category_keys=["a"], currency="EUR") == unsold
    assert [row.index for row in wrong] == [1, 2, 3, 5]
    assert [row.index for row in unsold] == [1, 2, 3, 5]
    assert unsold[-1].errors[0].pointer == "/variants/0/sku"
