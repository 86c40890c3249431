"""Options with values and no variants: the variants are made from them."""

from uuid import UUID

import pytest

from galleria.base.bulk import BulkRefused
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.products.change import change_product
from galleria.catalog.products.list import read_product
from galleria.catalog.products.product import Product, Variant
from galleria.catalog.products.rows import NewProduct, Option, ProductPatch, VariantSent
from tests.catalog.given import created_products, given_catalog, given_product

SIZE, MILK = Option("Size", ["S", "L"]), Option("Milk", ["Oat", "Soy"])


async def patched(tx: Tx, product: Product, catalog: UUID, **fields: object) -> Product:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    return await change_product(
        tx, catalog_id=catalog, product_id=product.product_id, body=body, if_match=product.version
    )


async def made(tx: Tx, catalog: UUID, **fields: object) -> Product:
    product_id = await given_product(tx, catalog, **fields)  # type: ignore[arg-type]
    return await read_product(tx, catalog_id=catalog, product_id=product_id)


async def refused(tx: Tx, row: NewProduct) -> list[FieldError]:
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, await given_catalog(tx), row)
    return refusal.value.errors


def by_values(product: Product) -> dict[str, Variant]:
    return {"/".join(variant.option_values): variant for variant in product.variants}


async def test_every_combination_is_a_variant_at_the_given_price(tx: Tx) -> None:
    product = await made(tx, await given_catalog(tx), options=[SIZE, MILK], weight_grams=9)
    assert list(by_values(product)) == ["S/Oat", "S/Soy", "L/Oat", "L/Soy"]
    assert {(one.price_minor, one.weight_grams) for one in product.variants} == {(300, 9)}


async def test_one_more_value_keeps_the_variants_that_are_there(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog, options=[SIZE, MILK])
    dearer = Option("Size", ["S", "M", "L"])
    after = await patched(tx, before, catalog, options=[dearer, MILK], price_minor=400)
    kept, now = by_values(before), by_values(after)
    assert len(now) == 6
    assert all(now[key].variant_id == kept[key].variant_id for key in kept)
    assert (now["S/Oat"].price_minor, now["M/Oat"].price_minor) == (300, 400)


async def test_a_value_that_goes_takes_its_variants_with_it(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog, options=[SIZE, MILK])
    after = await patched(tx, before, catalog, options=[Option("Size", ["L"]), MILK])
    kept = by_values(before)
    assert [one.variant_id for one in after.variants] == [
        kept["L/Oat"].variant_id, kept["L/Soy"].variant_id,
    ]  # fmt: skip


async def test_options_that_change_places_keep_the_variants(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog, options=[SIZE, MILK])
    after = await patched(tx, before, catalog, options=[MILK, SIZE])
    assert by_values(after)["Soy/L"].variant_id == by_values(before)["L/Soy"].variant_id


async def test_options_that_are_named_anew_keep_the_variants(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog, options=[SIZE, MILK])
    named = [Option("Größe", ["S", "L"]), MILK]
    after = await patched(tx, before, catalog, options=named)
    assert [one.variant_id for one in after.variants] == [one.variant_id for one in before.variants]


async def test_one_more_option_keeps_each_variant_as_the_first_of_its_kind(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [
        VariantSent(option_values=["S"], price_minor=300, sku="T-S"),
        VariantSent(option_values=["L"], price_minor=400, sku="T-L"),
    ]
    before = await made(tx, catalog, options=[Option("Size")], variants=sizes)
    now = by_values(await patched(tx, before, catalog, options=[SIZE, MILK]))
    assert now["L/Oat"].variant_id == by_values(before)["L"].variant_id
    assert (now["L/Soy"].price_minor, now["L/Soy"].sku) == (400, None)


async def test_a_product_gets_its_first_option(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog, sku="T")
    small, large = (await patched(tx, before, catalog, options=[SIZE])).variants
    assert (small.variant_id, small.sku) == (before.variants[0].variant_id, "T")
    assert (large.price_minor, large.sku) == (300, None)


async def test_the_same_options_make_nothing_anew(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    few = [VariantSent(option_values=["S", "Oat"], price_minor=1)]
    before = await made(tx, catalog, options=[SIZE, MILK], variants=few)
    after = await patched(tx, before, catalog, options=[SIZE, MILK])
    assert (len(after.variants), after.version) == (1, 1)


async def test_two_thousand_are_made_and_not_one_more(tx: Tx) -> None:
    numbers = [[f"{n}" for n in range(count)] for count in (20, 10, 10)]
    options = [Option(f"O{place}", values) for place, values in enumerate(numbers)]
    assert len((await made(tx, await given_catalog(tx), options=options)).variants) == 2_000
    more = [*options[:2], Option("O2", [*numbers[2], "x"])]
    (error,) = await refused(tx, NewProduct(name="A", price_minor=1, options=more))
    assert (error.pointer, error.code) == ("/rows/0/options", "limit")
    assert "2,200 combinations, at most 2,000" in error.detail


@pytest.mark.parametrize(("row", "pointer", "code"), [
    (NewProduct(name="A", options=[SIZE]), "/rows/0/price_minor", "missing"),
    (NewProduct(name="A", options=[SIZE], price_minor=1, sku="T"), "/rows/0/sku",
     "several_variants"),
    (NewProduct(name="A", options=[Option("Size", ["S", "S"])], price_minor=1),
     "/rows/0/options/0/values", "repeated"),
    (NewProduct(name="A", options=[SIZE, SIZE], price_minor=1), "/rows/0/options", "repeated"),
])  # fmt: skip
async def test_refuses_what_makes_no_variants(
    tx: Tx, row: NewProduct, pointer: str, code: str
) -> None:
    assert [(e.pointer, e.code) for e in await refused(tx, row)] == [(pointer, code)]


async def test_a_single_combination_takes_its_codes_and_its_price(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    before = await made(tx, catalog)
    one = [Option("Size", ["S"])]
    (only,) = (await patched(tx, before, catalog, options=one, sku="T", price_minor=5)).variants
    assert (only.variant_id, only.sku) == (before.variants[0].variant_id, "T")
    assert (only.option_values, only.price_minor) == (["S"], 5)
