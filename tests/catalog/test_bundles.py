"""Bundles: made of variants of their catalog, which cannot go while they are in one."""

from uuid import UUID

import pytest

from galleria.base.bulk import Bulk, BulkIds, BulkOutcome, BulkRefused
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog.products.bundles import Part
from galleria.catalog.products.change import change_product, change_products
from galleria.catalog.products.create import create_products
from galleria.catalog.products.delete import ProductInBundle, delete_product, delete_products
from galleria.catalog.products.list import read_product
from galleria.catalog.products.rows import (
    BundlePart,
    NewProduct,
    Option,
    ProductChange,
    ProductPatch,
    VariantSent,
)
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    counted,
    created_products,
    given_catalog,
    given_product,
)

TEA = NewProduct(name="Tea", price_minor=300, sku="TEA")
CUP = NewProduct(name="Cup", price_minor=900, sku="CUP")


def bundle(*parts: BundlePart, name: str = "Set", **more: object) -> NewProduct:
    return NewProduct(name=name, kind="bundle", price_minor=1_000, bundle=list(parts), **more)  # type: ignore[arg-type]


def part(sku: str, quantity: int = 1) -> BundlePart:
    return BundlePart(sku=sku, quantity=quantity)


async def given_set(tx: Tx, catalog: UUID) -> list[UUID]:
    """Make tea, a cup and the set of both; return their ids."""
    rows = await created_products(tx, catalog, TEA, CUP, bundle(part("CUP"), part("TEA", 2)))
    return [row.id for row in rows if row.id]


async def variant_of(tx: Tx, catalog: UUID, product: UUID) -> UUID:
    return (await read_product(tx, catalog_id=catalog, product_id=product)).variants[0].variant_id


async def refused(tx: Tx, catalog: UUID, *rows: NewProduct) -> list[tuple[str, str]]:
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, catalog, *rows)
    return [(error.pointer, error.code) for error in refusal.value.errors]


async def patched(tx: Tx, catalog: UUID, product: UUID, **fields: object) -> None:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=1)


async def changed(tx: Tx, catalog: UUID, *rows: ProductChange) -> BulkOutcome:
    return await change_products(tx, catalog_id=catalog, body=Bulk(list(rows)), query=PARTIAL)


async def test_a_bundle_and_its_parts_come_in_one_call_in_any_order(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    rows = await created_products(tx, catalog, bundle(part("CUP"), part("TEA", 2)), TEA, CUP)
    of_both = rows[0].id
    assert of_both is not None
    made = await read_product(tx, catalog_id=catalog, product_id=of_both)
    ids = [await variant_of(tx, catalog, row.id) for row in rows[1:] if row.id]
    assert made.bundle == [Part(ids[1], 1), Part(ids[0], 2)]


async def test_a_part_is_named_by_its_id_too_and_the_same_parts_are_no_change(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await variant_of(tx, catalog, await given_product(tx, catalog, sku="TEA"))
    by_id = bundle(BundlePart(variant_id=tea, quantity=2))
    (row,) = await created_products(tx, catalog, by_id)
    assert row.id is not None
    done = await changed(tx, catalog, ProductChange(product_id=row.id, bundle=[part("TEA", 2)]))
    assert [row.status for row in done.rows] == ["unchanged"]


async def test_its_parts_are_the_whole_new_list(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, _, both = await given_set(tx, catalog)
    await patched(tx, catalog, both, bundle=[part("TEA", 3)])
    made = await read_product(tx, catalog_id=catalog, product_id=both)
    assert (made.bundle, made.version) == ([Part(await variant_of(tx, catalog, tea), 3)], 2)


async def test_every_wrong_part_is_named(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_set(tx, catalog)
    await created_products(tx, catalog, bundle(part("TEA"), name="Other", sku="OTHER"))
    nothing, both = BundlePart(), BundlePart(sku="TEA", variant_id=new_id())
    assert await refused(tx, catalog, bundle(nothing, both)) == [
        ("/rows/0/bundle/0", "missing"), ("/rows/0/bundle/1", "ambiguous"),
    ]  # fmt: skip
    wrong = [part("NONE"), BundlePart(variant_id=new_id()), part("OTHER"), part("TEA"), part("TEA")]
    assert await refused(tx, catalog, bundle(*wrong)) == [
        ("/rows/0/bundle/0/sku", "not_found"),
        ("/rows/0/bundle/1/variant_id", "not_found"),
        ("/rows/0/bundle/2", "bundle"),
        ("/rows/0/bundle/4", "repeated"),
    ]


@pytest.mark.parametrize(("row", "code"), [
    (NewProduct(name="A", kind="bundle", price_minor=1), "missing"),
    (NewProduct(name="A", price_minor=1, bundle=[part("TEA")]), "kind"),
    (bundle(part("SET"), sku="SET"), "bundle"),
])  # fmt: skip
async def test_refuses_what_is_no_bundle(tx: Tx, row: NewProduct, code: str) -> None:
    (error,) = await refused(tx, await given_catalog(tx), row)
    assert error[1] == code


async def test_a_variant_of_another_catalog_or_organization_is_not_there(
    tx: Tx, other_tx: Tx
) -> None:
    await given_product(tx, await given_catalog(tx), sku="TEA")
    theirs = await given_catalog(other_tx)
    foreign = await variant_of(other_tx, theirs, await given_product(other_tx, theirs))
    wrong = bundle(part("TEA"), BundlePart(variant_id=foreign))
    found = await refused(tx, await given_catalog(tx), wrong)
    assert [code for _, code in found] == ["not_found", "not_found"]


async def test_what_a_bundle_has_is_not_deleted_without_it(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, cup, both = await given_set(tx, catalog)
    body = BulkIds([tea, new_id()])
    done = await delete_products(tx, catalog_id=catalog, body=body, query=PARTIAL)
    assert [row.status for row in done.rows] == ["refused", "not_found"]
    assert "'Set'" in done.rows[0].errors[0].detail
    with pytest.raises(ProductInBundle) as refusal:
        await delete_product(tx, catalog_id=catalog, product_id=cup, if_match=1)
    assert refusal.value.facts == {"bundle_id": both}
    whole = BulkIds([tea, cup, both])
    await delete_products(tx, catalog_id=catalog, body=whole, query=ALL_OR_NONE)
    assert await counted(tx, "bundle_part") == 0


async def test_a_variant_that_a_bundle_has_does_not_go(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [VariantSent(option_values=[it], price_minor=1, sku=it) for it in "SL"]
    tea = await given_product(tx, catalog, options=[Option("Size")], variants=sizes)
    await created_products(tx, catalog, bundle(part("L")))
    for fields in (
        {"variants": [VariantSent(option_values=["S"])]},
        {"options": [Option("Size", ["S", "M"])]},
    ):
        with pytest.raises(Invalid) as refusal:
            await patched(tx, catalog, tea, **fields)
        assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/variants", "in_bundle")]
    await patched(tx, catalog, tea, variants=[VariantSent(option_values=["L"])])


async def test_what_a_bundle_has_becomes_no_bundle_itself(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, _, _ = await given_set(tx, catalog)
    await given_product(tx, catalog, sku="X")
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, tea, kind="bundle", bundle=[part("X")])
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/kind", "in_bundle")]


async def test_a_bundle_lets_a_variant_go_in_the_same_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [VariantSent(option_values=[it], price_minor=1, sku=it) for it in "SL"]
    tea = await given_product(tx, catalog, options=[Option("Size")], variants=sizes)
    (row,) = await created_products(tx, catalog, bundle(part("L")))
    assert row.id is not None
    done = await changed(
        tx, catalog,
        ProductChange(product_id=tea, variants=[VariantSent(option_values=["S"])]),
        ProductChange(product_id=row.id, bundle=[part("S")]),
    )  # fmt: skip
    assert [row.status for row in done.rows] == ["updated", "updated"]
    assert await counted(tx, "variant") == 2


async def test_a_bundle_that_counts_on_a_refused_row_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, barcode="ONE")
    taken = NewProduct(name="Tea", price_minor=1, sku="TEA", barcode="ONE")
    body = Bulk([taken, CUP, bundle(part("TEA"), part("CUP"))])
    done = await create_products(tx, catalog_id=catalog, body=body, query=PARTIAL)
    assert [row.status for row in done.rows] == ["refused", "created", "refused"]
    assert [e.pointer for e in done.rows[2].errors] == ["/bundle/0/sku"]


async def test_a_product_that_is_no_bundle_any_more_has_no_parts(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, _, both = await given_set(tx, catalog)
    await patched(tx, catalog, both, kind="physical")
    assert await counted(tx, "bundle_part") == 0
    await delete_product(tx, catalog_id=catalog, product_id=tea, if_match=1)


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    await created_products(tx, catalog, TEA, CUP)
    rows = [bundle(part("TEA"), part("CUP"), name=f"Set {n}") for n in range(row_count)]
    statements.clear()
    made = await created_products(tx, catalog, *rows)
    assert len(statements) == 7
    again = [ProductChange(product_id=row.id, bundle=[part("CUP")]) for row in made if row.id]
    statements.clear()
    await changed(tx, catalog, *again)
    assert len(statements) == 9
