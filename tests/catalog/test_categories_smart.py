"""Smart categories, and how a category shows its products."""

from uuid import UUID

import pytest

from galleria.base.bulk import Bulk, BulkRefused
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog.categories.change import change_categories, change_category
from galleria.catalog.categories.delete import CategoryDeletion, delete_categories
from galleria.catalog.categories.filter import CategoryFilter
from galleria.catalog.categories.list import read_category
from galleria.catalog.categories.rows import CategoryChange, CategoryPatch, NewCategory
from galleria.catalog.fields import Seo
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    created_categories,
    given_catalog,
    given_category,
    given_product,
)

CHEAP = CategoryFilter(price_max_minor=500)


async def given_attribute(tx: Tx, key: str, *, is_filterable: bool = True) -> None:
    await tx.connection.execute(
        """INSERT INTO attribute (org_id, attribute_id, key, name, kind, is_filterable,
                                  created_at, updated_at)
           VALUES ($1, $2, $3, $3, 'text', $4, $5, $5)""",
        tx.context.org_id, new_id(), key, is_filterable, tx.context.now,
    )  # fmt: skip


async def errors_of(tx: Tx, catalog: UUID, category: UUID, **fields: object) -> list[FieldError]:
    body = CategoryPatch(**fields)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        await change_category(tx, catalog_id=catalog, category_id=category, body=body, if_match=1)
    return refusal.value.errors


async def test_a_smart_category_keeps_its_filter(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog, "Tea")
    await given_attribute(tx, "leaf")
    wanted = CategoryFilter(
        q="green", brands=["A", "B"], tags=["new"], attributes={"leaf": ["whole"]},
        price_min_minor=100, price_max_minor=500, category_id=tea,
    )  # fmt: skip
    smart = await given_category(tx, catalog, "Picks", kind="smart", filter=wanted)
    row = await read_category(tx, catalog_id=catalog, category_id=smart)
    assert (row.kind, row.filter) == ("smart", wanted)


async def test_order_and_seo_are_kept_and_cleared(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    seo = Seo(title="Tea", description="All our tea")
    tea = await given_category(tx, catalog, product_order="-price", seo=seo)
    row = await read_category(tx, catalog_id=catalog, category_id=tea)
    assert (row.product_order, row.seo, row.kind, row.filter) == ("-price", seo, "manual", None)
    body = CategoryPatch(seo=None, product_order="newest")
    row = await change_category(tx, catalog_id=catalog, category_id=tea, body=body, if_match=1)
    assert (row.product_order, row.seo, row.version) == ("newest", Seo(), 2)


async def test_the_same_filter_again_makes_no_new_version(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    smart = await given_category(tx, catalog, kind="smart", filter=CHEAP)
    body = CategoryPatch(kind="smart", filter=CategoryFilter(price_max_minor=500, tags=[]))
    row = await change_category(tx, catalog_id=catalog, category_id=smart, body=body, if_match=1)
    assert row.version == 1


async def test_a_category_that_becomes_manual_loses_its_filter(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    smart = await given_category(tx, catalog, kind="smart", filter=CHEAP)
    body = CategoryPatch(kind="manual")
    row = await change_category(tx, catalog_id=catalog, category_id=smart, body=body, if_match=1)
    assert (row.kind, row.filter) == ("manual", None)


async def test_every_wrong_part_of_a_filter_is_named(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_attribute(tx, "secret", is_filterable=False)
    smart = await given_category(tx, catalog, "Smart", kind="smart", filter=CHEAP)
    wrong = CategoryFilter(
        price_min_minor=2, price_max_minor=1, category_id=smart,
        attributes={"secret": ["x"], "a/b": [], "c": ["", "x" * 500]},
    )  # fmt: skip
    one = await given_category(tx, catalog, "One")
    errors = await errors_of(tx, catalog, one, kind="smart", filter=wrong)
    assert [(error.pointer.removeprefix("/filter"), error.code) for error in errors] == [
        ("/price_max_minor", "range"), ("/attributes/a~1b", "length"),
        ("/attributes/c/0", "length"), ("/attributes/c/1", "length"),
        ("/category_id", "not_found"), ("/attributes/secret", "not_found"),
        ("/attributes/a~1b", "not_found"), ("/attributes/c", "not_found"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"kind": "smart"}, "/filter", "missing"),
        ({"kind": "smart", "filter": CategoryFilter()}, "/filter", "empty"),
        ({"filter": CHEAP}, "/filter", "not_smart"),
        ({"kind": "manual", "filter": CHEAP}, "/filter", "not_smart"),
    ],
)
async def test_kind_and_filter_belong_together(
    tx: Tx, fields: dict[str, object], pointer: str, code: str
) -> None:
    catalog = await given_catalog(tx)
    errors = await errors_of(tx, catalog, await given_category(tx, catalog), **fields)
    assert [(error.pointer, error.code) for error in errors] == [(pointer, code)]


async def test_a_filter_names_no_category_of_another_organization(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_category(other_tx, await given_catalog(other_tx))
    catalog = await given_catalog(tx)
    wanted = CategoryFilter(category_id=theirs)
    with pytest.raises(BulkRefused) as refusal:
        await given_category(tx, catalog, kind="smart", filter=wanted)
    assert [error.pointer for error in refusal.value.errors] == ["/rows/0/filter/category_id"]


async def test_what_has_products_does_not_become_smart(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog)
    await given_product(tx, catalog, category_id=tea)
    errors = await errors_of(tx, catalog, tea, kind="smart", filter=CHEAP)
    assert [(error.pointer, error.code) for error in errors] == [("/kind", "not_empty")]


async def test_what_a_filter_names_does_not_become_smart(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog, "Tea")
    await given_category(tx, catalog, kind="smart", filter=CategoryFilter(category_id=tea))
    errors = await errors_of(tx, catalog, tea, kind="smart", filter=CHEAP)
    assert [(error.pointer, error.code) for error in errors] == [("/kind", "in_use")]


async def test_a_filter_does_not_name_what_becomes_smart_in_the_same_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a, b = await given_category(tx, catalog, "A"), await given_category(tx, catalog, "B")
    rows = [
        CategoryChange(category_id=a, kind="smart", filter=CHEAP),
        CategoryChange(category_id=b, kind="smart", filter=CategoryFilter(category_id=a)),
    ]
    done = await change_categories(tx, catalog_id=catalog, body=Bulk(rows), query=PARTIAL)
    assert [row.status for row in done.rows] == ["updated", "refused"]


async def test_a_product_is_not_put_into_a_smart_category(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    smart = await given_category(tx, catalog, kind="smart", filter=CHEAP)
    with pytest.raises(BulkRefused):
        await given_product(tx, catalog, category_id=smart)


async def test_what_a_filter_names_is_not_deleted_unless_the_smart_one_goes_too(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog, "Tea")
    smart = await given_category(
        tx, catalog, "Smart", kind="smart", filter=CategoryFilter(category_id=tea)
    )
    body = CategoryDeletion([tea], "move_to_parent")
    with pytest.raises(BulkRefused) as refusal:
        await delete_categories(tx, catalog_id=catalog, body=body, query=ALL_OR_NONE)
    assert [error.code for error in refusal.value.errors] == ["in_use"]
    both = CategoryDeletion([tea, smart], "refuse")
    done = await delete_categories(tx, catalog_id=catalog, body=both, query=ALL_OR_NONE)
    assert done.counts.deleted == 2


async def test_breadcrumbs_lead_from_the_top(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Drinks")
    tea = await given_category(tx, catalog, "Tea", parent_id=top)
    green = await given_category(tx, catalog, "Green", parent_id=tea)
    row = await read_category(tx, catalog_id=catalog, category_id=green)
    assert [(one.category_id, one.name, one.slug) for one in row.breadcrumbs] == [
        (top, "Drinks", "drinks"), (tea, "Tea", "tea"), (green, "Green", "green"),
    ]  # fmt: skip


@pytest.mark.parametrize("row_count", [1, 20])
async def test_filters_take_one_statement_more(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog, "Tea")
    statements.clear()
    wanted = CategoryFilter(category_id=tea)
    rows = [NewCategory(name=f"S{n}", kind="smart", filter=wanted) for n in range(row_count)]
    await created_categories(tx, catalog, *rows)
    assert len(statements) == 5
