"""A merchant's lists of categories and products."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx
from galleria.catalog.categories.list import (
    CategoryQuery,
    list_categories,
    read_category,
    read_category_tree,
)
from galleria.catalog.products.beginnings import beginnings
from galleria.catalog.products.list import ProductQuery, list_products, read_product
from tests.catalog.given import given_catalog, given_category, given_product


async def products(tx: Tx, catalog: UUID, **query: object) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        wanted = ProductQuery(limit=2, cursor=cursor, **query)  # type: ignore[arg-type]
        page = await list_products(tx, catalog_id=catalog, query=wanted)
        seen += [product.name for product in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


async def categories(tx: Tx, catalog: UUID, **query: object) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        wanted = CategoryQuery(limit=2, cursor=cursor, **query)  # type: ignore[arg-type]
        page = await list_categories(tx, catalog_id=catalog, query=wanted)
        seen += [category.name for category in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen


async def test_products_come_by_name_or_newest_first(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    for name in ("B", "A", "C", "B", "D"):
        await given_product(tx, catalog, name)
    assert await products(tx, catalog) == ["A", "B", "B", "C", "D"]
    assert await products(tx, catalog, sort="newest") == ["D", "B", "C", "A", "B"]


@pytest.mark.parametrize("sort", ["name", "newest"])
async def test_every_filter_must_hold(tx: Tx, sort: str) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog)
    tea, mug = {"category_id": drinks, "tags": ["hot"]}, {"status": "draft", "kind": "gift_card"}
    await given_product(tx, catalog, "Tea", brand="Leaf", price_minor=300, **tea)
    await given_product(tx, catalog, "Mug", brand="Kiln", price_minor=900, **mug)
    for query, expected in (
        ({"category_id": drinks}, ["Tea"]),
        ({"brand": "Kiln"}, ["Mug"]),
        ({"status": "draft"}, ["Mug"]),
        ({"kind": "gift_card"}, ["Mug"]),
        ({"tag": "hot"}, ["Tea"]),
        ({"tag": "cold"}, []),
        ({"price_min_minor": 301}, ["Mug"]),
        ({"price_max_minor": 300}, ["Tea"]),
        ({"price_min_minor": 301, "price_max_minor": 899}, []),
        ({"brand": "Kiln", "category_id": drinks}, []),
    ):
        assert await products(tx, catalog, sort=sort, **query) == expected


@pytest.mark.parametrize("sort", ["name", "newest"])
async def test_a_category_has_what_is_in_it_among_others_and_all_below_on_demand(
    tx: Tx, sort: str
) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    low = await given_category(tx, catalog, "Low", parent_id=top)
    other = await given_category(tx, catalog, "Other")
    await given_product(tx, catalog, "A", category_id=other, further_category_ids=[top, low])
    await given_product(tx, catalog, "B", category_id=low)
    await given_product(tx, catalog, "C", category_id=other)
    for query, expected in (
        ({"category_id": top}, "A"),
        ({"category_id": low}, "AB"),
        ({"category_id": top, "subtree": True}, "AB"),
        ({"category_id": other, "subtree": True}, "AC"),
    ):
        assert sorted(await products(tx, catalog, sort=sort, **query)) == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"external_key": "tea-1"}, ["Tea"]),
        ({"sku": "T-1"}, ["Tea"]),
        ({"barcode": "main"}, ["Tea"]),
        ({"barcode": "other", "status": "draft"}, ["Tea"]),
        ({"barcode": "other", "status": "active"}, []),
        ({"sku": "T-1", "barcode": "main"}, ["Tea"]),
        ({"sku": "T-1", "external_key": "mug-1"}, []),
        ({"sku": "T-2"}, []),
    ],
)
async def test_a_product_is_found_by_its_codes(
    tx: Tx, query: dict[str, str], expected: list[str]
) -> None:
    catalog = await given_catalog(tx)
    tea = {"external_key": "tea-1", "sku": "T-1", "barcode": "main", "status": "draft"}
    await given_product(tx, catalog, "Tea", **tea, further_barcodes=["other"])  # type: ignore[arg-type]
    await given_product(tx, catalog, "Mug", external_key="mug-1")
    assert await products(tx, catalog, **query) == expected


async def test_a_barcode_is_found_however_it_was_read(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, "Soap", barcode="036000291452")
    assert await products(tx, catalog, barcode="0036000291452") == ["Soap"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "green"}, ["GREEN MUG", "Green Tea", "Green mug", "green mug"]),
        ({"name": "green m"}, ["GREEN MUG", "Green mug", "green mug"]),
        ({"name": "green t"}, ["Green Tea"]),
        ({"name": "GREEN MUG"}, ["GREEN MUG", "Green mug", "green mug"]),
        ({"name": "mug"}, []),
        ({"name": "green", "status": "draft"}, ["Green mug"]),
        ({"name": "green", "sort": "newest"}, ["green mug", "Green mug", "Green Tea", "GREEN MUG"]),
        ({"name": "1"}, ["100 %_ wool"]),
        ({"name": "100 %_"}, ["100 %_ wool"]),
        ({"name": "_"}, []),
    ],
)
async def test_a_product_is_found_by_how_its_name_begins(
    tx: Tx, query: dict[str, str], expected: list[str]
) -> None:
    catalog = await given_catalog(tx)
    for name in ("GREEN MUG", "Green Tea", "Green mug", "green mug", "Tea, green", "100 %_ wool"):
        status = "draft" if name == "Green mug" else "active"
        await given_product(tx, catalog, name, status=status)
    assert await products(tx, catalog, **query) == expected


async def test_beginnings_and_codes_hold_within_a_category(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog)
    await given_product(tx, catalog, "Tea", category_id=drinks)
    await given_product(tx, catalog, "Teapot", sku="P-1")
    assert await products(tx, catalog, name="tea", category_id=drinks) == ["Tea"]
    assert await products(tx, catalog, name="teap", sku="P-1") == ["Teapot"]
    assert await products(tx, catalog, name="tea ", sku="P-1") == []


@given(st.text(st.sampled_from("aAbB ß1İ"), min_size=1))
def test_no_name_begins_in_two_of_the_ways(said: str) -> None:
    ways = beginnings(said)
    assert ways == sorted(ways)
    assert any(said.startswith(way) for way in ways)
    assert not any(a != b and a.startswith(b) for a in ways for b in ways)


async def test_a_cursor_of_one_order_is_none_of_the_other(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    for _ in range(2):
        await given_product(tx, catalog)
    first = await list_products(tx, catalog_id=catalog, query=ProductQuery(limit=1))
    query = ProductQuery(limit=1, cursor=first.next_cursor, sort="newest")
    with pytest.raises(Invalid):
        await list_products(tx, catalog_id=catalog, query=query)


async def test_categories_come_by_level_in_the_menus_order(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    for name, sort_order in (("C", 0), ("B", 1), ("A", 1)):
        await given_category(tx, catalog, name, parent_id=top, sort_order=sort_order)
    assert await categories(tx, catalog) == ["Top", "C", "B", "A"]
    assert await categories(tx, catalog, parent_id=top) == ["C", "A", "B"]
    assert await categories(tx, catalog, top_level=True) == ["Top"]


async def test_another_organizations_catalog_shows_nothing(tx: Tx, other_tx: Tx) -> None:
    catalog = await given_catalog(other_tx)
    product = await given_product(other_tx, catalog)
    category = await given_category(other_tx, catalog)
    with pytest.raises(NotFound):
        await products(tx, catalog)
    with pytest.raises(NotFound):
        await categories(tx, catalog)
    with pytest.raises(NotFound):
        await read_category_tree(tx, catalog_id=catalog)
    with pytest.raises(NotFound):
        await read_product(tx, catalog_id=catalog, product_id=product)
    with pytest.raises(NotFound):
        await read_category(tx, catalog_id=catalog, category_id=category)


@pytest.mark.parametrize("row_count", [1, 20])
async def test_a_page_costs_two_statements(tx: Tx, row_count: int, statements: list[str]) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog)
    for _ in range(row_count):
        await given_product(tx, catalog, category_id=drinks)
    for query in (ProductQuery(), ProductQuery(category_id=drinks, subtree=True)):
        statements.clear()
        page = await list_products(tx, catalog_id=catalog, query=query)
        assert (len(page.items), len(statements)) == (row_count, 2)
