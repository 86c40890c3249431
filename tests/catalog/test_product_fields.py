"""What a product and its variants say beside names and prices."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec import Raw, json

from galleria.base.bulk import Bulk, BulkRefused
from galleria.base.bulk_body import decode_bulk
from galleria.base.decode import body_errors
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog.fields import Seo, Tag
from galleria.catalog.products.change import change_product, change_products
from galleria.catalog.products.list import read_product
from galleria.catalog.products.media import Media
from galleria.catalog.products.product import Product
from galleria.catalog.products.rows import (
    NewProduct,
    Option,
    ProductChange,
    ProductPatch,
    VariantSent,
)
from tests.catalog.given import ALL_OR_NONE, created_products, given_catalog, given_product

MAY = datetime(2031, 5, 1, tzinfo=UTC)
FULL: dict[str, object] = {
    "kind": "digital", "status": "draft", "publish_at": MAY, "tags": ["new", "tea"],
    "seo": Seo(title="Tea online"), "compare_at_minor": 500, "cost_minor": 90,
    "weight_grams": 250, "length_mm": 1, "width_mm": 2, "height_mm": 3,
    "media": [Media("/a.jpg", "A cup"), Media("/b.mp4", kind="video")],
}  # fmt: skip


async def patched(tx: Tx, catalog: UUID, product: UUID, **fields: object) -> Product:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    return await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=1)


async def given_attribute(tx: Tx, key: str, kind: str, *, is_required: bool = False) -> None:
    await tx.connection.execute(
        """INSERT INTO attribute (org_id, attribute_id, key, name, kind, choices, is_required,
                                  created_at, updated_at)
           VALUES ($1, $2, $3, $3, $4, '{}', $5, $6, $6)""",
        tx.context.org_id, new_id(), key, kind, is_required, tx.context.now,
    )  # fmt: skip


async def test_everything_that_is_said_is_read_again(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, **FULL)  # type: ignore[arg-type]
    product = await read_product(tx, catalog_id=catalog, product_id=tea)
    variant = product.variants[0]
    for name, value in FULL.items():
        where = product if hasattr(product, name) else variant
        assert getattr(where, name) == value, name


async def test_saying_it_again_is_no_change_and_null_clears(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, **FULL)  # type: ignore[arg-type]
    assert (await patched(tx, catalog, tea, **FULL)).version == 1
    cleared = {"publish_at": None, "seo": None, "tags": [], "media": [], "cost_minor": None}
    after = await patched(tx, catalog, tea, **cleared)
    assert (after.publish_at, after.seo, after.tags, after.media) == (None, Seo(), [], [])
    assert (after.variants[0].cost_minor, after.variants[0].compare_at_minor) == (None, 500)


async def test_a_new_product_is_a_physical_one_and_active(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    product = await read_product(tx, catalog_id=catalog, product_id=tea)
    assert (product.kind, product.status, product.publish_at) == ("physical", "active", None)


async def test_each_variant_has_pictures_and_measures_of_its_own(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    mockup = Media("/large.png", kind="mockup")
    large = VariantSent(option_values=["L"], price_minor=1, weight_grams=900, media=[mockup])
    small = VariantSent(option_values=["S"], price_minor=1, cost_minor=0)
    options = [Option("Size", ["S", "L"])]
    tea = await given_product(tx, catalog, options=options, variants=[small, large])
    again = [VariantSent(option_values=["S"]), VariantSent(option_values=["L"], media=[mockup])]
    product = await patched(tx, catalog, tea, variants=again)
    said = [(one.media, one.weight_grams, one.cost_minor) for one in product.variants]
    assert (said, product.version) == ([([], None, 0), ([mockup], 900, None)], 1)


async def test_a_tag_has_no_space_at_its_ends_and_one_between_words(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, tags=[" vegan ", "very  hot", "Vegan"])
    product = await read_product(tx, catalog_id=catalog, product_id=tea)
    assert product.tags == ["vegan", "very hot", "Vegan"]


@pytest.mark.parametrize(
    "url", ["//evil.example/x.png", "/\\evil.example", "javascript:x", "x.png"]
)
async def test_a_picture_is_on_a_web_address_or_our_own(tx: Tx, url: str) -> None:
    sent = b'{"rows":[{"name":"A","price_minor":1,"media":[{"url":%s}]}]}' % json.encode(url)
    with pytest.raises(Invalid) as refusal:
        decode_bulk(sent, Bulk[NewProduct], partial=False)
    (error,) = refusal.value.errors
    assert (error.pointer, error.code) == ("/rows/0/media/0/url", "pattern")


def test_a_tag_is_more_than_space() -> None:
    (error,) = body_errors([" "], list[Tag])
    assert (error.pointer, error.code) == ("/0", "pattern")


@pytest.mark.parametrize("last", ["a", " a", "a\u00a0"])
async def test_a_tag_stands_once(tx: Tx, last: str) -> None:
    row = NewProduct(name="A", price_minor=1, tags=["a", "b", last])
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, await given_catalog(tx), row)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/rows/0/tags/2", "repeated")]


@pytest.mark.parametrize("year", [1, 1970, 2200, 9999])
async def test_an_instant_is_of_our_time(tx: Tx, year: int) -> None:
    row = NewProduct(name="A", price_minor=1, publish_at=datetime(year, 12, 31, tzinfo=UTC))
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, await given_catalog(tx), row)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/rows/0/publish_at", "range")]


async def test_attributes_are_held_to_their_definitions(tx: Tx, other_tx: Tx) -> None:
    await given_attribute(tx, "volume", "number")
    await given_attribute(tx, "vegan", "boolean", is_required=True)
    rows = [
        NewProduct(name="A", price_minor=1, attributes=Raw(b'{"volume":"much","free":[1]}')),
        NewProduct(name="B", price_minor=1),
    ]
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, await given_catalog(tx), *rows)
    assert {(e.pointer, e.code) for e in refusal.value.errors} == {
        ("/rows/0/attributes/volume", "type"), ("/rows/0/attributes/vegan", "missing"),
        ("/rows/1/attributes/vegan", "missing"),
    }  # fmt: skip
    await created_products(other_tx, await given_catalog(other_tx), *rows)


async def test_what_was_there_before_a_definition_stays_until_it_is_written(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, attributes=Raw(b'{"volume":"much"}'))
    await given_attribute(tx, "volume", "number")
    await patched(tx, catalog, tea, name="Chai")
    with pytest.raises(Invalid) as refusal:
        body = ProductPatch(attributes=Raw(b'{"volume":"more"}'))
        await change_product(tx, catalog_id=catalog, product_id=tea, body=body, if_match=2)
    assert [e.pointer for e in refusal.value.errors] == ["/attributes/volume"]


@pytest.mark.parametrize("row_count", [1, 20])
async def test_all_of_it_costs_no_statement_more_but_barcodes(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    await given_attribute(tx, "volume", "number")
    rows = [
        NewProduct(name="T", price_minor=1, further_barcodes=[f"X{n}"], **FULL)  # type: ignore[arg-type]
        for n in range(row_count)
    ]
    statements.clear()
    made = await created_products(tx, catalog, *rows)
    assert len(statements) == 6
    statements.clear()
    again = [
        ProductChange(product_id=row.id, name="U", further_barcodes=[f"Y{n}"])
        for n, row in enumerate(made)
        if row.id
    ]
    await change_products(tx, catalog_id=catalog, body=Bulk(again), query=ALL_OR_NONE)
    assert len(statements) == 10
