"""Merging a chunk of a file into a catalog: the same rules as any call, one history for all."""

from uuid import UUID

import pytest

from galleria.base.bulk import RefusedRow
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, NotFound
from galleria.base.tx import Tx
from galleria.catalog import (
    KeyedProduct,
    Merge,
    Merged,
    MergeRow,
    Option,
    VariantSent,
    archive_products,
    checked_products,
    list_keyed_products,
    locked,
    merge_products,
)
from tests.catalog.given import given_catalog
from tests.conftest import recorded_statements

FIRST = UUID(int=0)


def tea(key: str = "tea", **fields: object) -> KeyedProduct:
    return KeyedProduct(**{"external_key": key, "name": key, "price_minor": 100, **fields})  # type: ignore[arg-type]


async def merged(
    tx: Tx, merge: Merge, *sent: KeyedProduct | RefusedRow, divisible: bool = True
) -> list[Merged]:
    catalog = await locked(tx, merge.catalog_id, rows=len(sent))
    rows = [MergeRow(one, is_divisible=divisible) for one in checked_products(list(sent))]
    return await merge_products(tx, catalog, merge, rows)


@pytest.fixture
async def merge(tx: Tx) -> Merge:
    return Merge(await given_catalog(tx), "upsert", new_id())


@pytest.mark.parametrize("count", [1, 20])
async def test_any_number_of_new_products_is_eight_statements(
    tx: Tx, merge: Merge, count: int
) -> None:
    with recorded_statements(tx) as seen:
        done = await merged(tx, merge, *(tea(f"k{n}", sku=f"S{n}") for n in range(count)))
    assert [one.outcome.status for one in done] == ["created"] * count
    assert len(seen) <= 8, seen


async def test_the_same_again_is_unchanged_and_writes_nothing(tx: Tx, merge: Merge) -> None:
    await merged(tx, merge, tea())
    with recorded_statements(tx) as seen:
        (again,) = await merged(tx, merge, tea())
    assert (again.outcome.status, again.changed) == ("unchanged", [])
    assert not any(word in text for text in seen for word in ("INSERT", "UPDATE product"))


async def test_changes_are_named_and_kept_in_the_history(tx: Tx, merge: Merge) -> None:
    await merged(tx, merge, tea())
    (done,) = await merged(tx, merge, tea(brand="Leaf", price_minor=200))
    assert (done.outcome.status, done.changed) == ("updated", ["brand", "variants"])
    rows = await tx.connection.fetch(
        "SELECT kind, changed, event_id FROM product_change WHERE product_id = $1 ORDER BY kind",
        done.outcome.id,
    )
    assert [tuple(row) for row in rows] == [
        ("created", [], merge.event_id), ("updated", ["brand", "variants"], merge.event_id),
    ]  # fmt: skip
    assert await tx.connection.fetchval("SELECT count(*) FROM event WHERE type ^@ 'product'") == 0


async def test_a_product_goes_on_without_its_wrong_variants(tx: Tx, merge: Merge) -> None:
    codes = ["4006381333932", "4006381333931", "4006381333933"]
    variants = [
        VariantSent(option_values=[f"v{n}"], price_minor=1, barcode=code)
        for n, code in enumerate(codes)
    ]
    shirt = KeyedProduct(external_key="s", name="S", options=[Option("Size")], variants=variants)
    (done,) = await merged(tx, merge, shirt)
    assert (done.outcome.status, sorted(done.left_out)) == ("created", [0, 2])
    assert await tx.connection.fetchval("SELECT count(*) FROM variant") == 1


async def test_what_is_not_divisible_is_refused_whole(tx: Tx, merge: Merge) -> None:
    variants = [
        VariantSent(option_values=[code], price_minor=1, barcode=code)
        for code in ("4006381333932", "4006381333931")
    ]
    shirt = KeyedProduct(external_key="s", name="S", options=[Option("Code")], variants=variants)
    (done,) = await merged(tx, merge, shirt, divisible=False)
    assert done.outcome.status == "refused"
    assert done.outcome.errors[0].pointer.startswith("/variants/0/barcode")


async def test_a_variant_that_contests_a_code_is_left_out_as_it_came(tx: Tx, merge: Merge) -> None:
    await merged(tx, merge, tea(sku="S-1"))
    variants = [
        VariantSent(option_values=[value], price_minor=1, sku=sku)
        for value, sku in (("a", "S-9"), ("b", "S-1"))
    ]
    shirt = KeyedProduct(external_key="s", name="S", options=[Option("Size")], variants=variants)
    (done,) = await merged(tx, merge, shirt)
    assert [error.code for error in done.left_out[1]] == ["taken"]


async def test_wrong_rows_are_answered_in_their_places(tx: Tx, merge: Merge) -> None:
    wrong = RefusedRow([FieldError("/attributes/size", "type", "No number.")])
    done = await merged(tx, merge, wrong, tea(), tea(), tea("x", currency="XXY"))
    assert [one.outcome.status for one in done] == ["refused", "created", "refused", "refused"]
    assert [one.outcome.index for one in done] == [0, 1, 2, 3]


async def test_what_is_absent_is_listed_by_pages_and_archived(tx: Tx, merge: Merge) -> None:
    done = await merged(tx, merge, tea("a"), tea("b"))
    (first, second) = await list_keyed_products(tx, catalog_id=merge.catalog_id, after=FIRST)
    assert (first.external_key, second.external_key) == ("a", "b")
    assert await archive_products(tx, merge, [first.product_id]) == 1
    assert await archive_products(tx, merge, [first.product_id]) == 0
    rest = await list_keyed_products(tx, catalog_id=merge.catalog_id, after=FIRST)
    assert [row.product_id for row in rest] == [done[1].outcome.id]


async def test_another_organizations_catalog_is_not_there(merge: Merge, other_tx: Tx) -> None:
    with pytest.raises(NotFound):
        await merged(other_tx, merge, tea())
    with pytest.raises(NotFound):
        await archive_products(other_tx, merge, [new_id()])
