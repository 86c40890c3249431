"""Categories: created, changed, moved; what keeps them a tree."""

import asyncio
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.bulk import Bulk, BulkRefused
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.categories.change import (
    NewPlace,
    change_categories,
    change_category,
    move_category,
)
from galleria.catalog.categories.create import create_categories
from galleria.catalog.categories.list import read_category, read_category_tree
from galleria.catalog.categories.rows import CategoryChange, CategoryPatch, NewCategory
from galleria.catalog.fields import DEPTH_MAX
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
    counted,
    created_categories,
    events_of,
    given_catalog,
    given_category,
)


async def refusals(tx: Tx, catalog: UUID, *rows: NewCategory) -> list[tuple[str, str]]:
    with pytest.raises(BulkRefused) as refusal:
        await created_categories(tx, catalog, *rows)
    assert await counted(tx, "category") == 0
    return [(error.pointer, error.code) for error in refusal.value.errors]


async def moved(tx: Tx, catalog: UUID, category: UUID, to: UUID | None) -> None:
    await move_category(tx, catalog_id=catalog, category_id=category, body=NewPlace(to))


async def test_parents_may_be_rows_of_the_same_call_in_any_order(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    rows = await created_categories(
        tx, catalog,
        NewCategory(name="Green", parent_slug="tea"),
        NewCategory(name="Tea", slug="tea", parent_external_key="d"),
        NewCategory(name="Drinks", external_key="d"),
    )  # fmt: skip
    tree = await read_category_tree(tx, catalog_id=catalog)
    assert [(node.name, node.depth) for node in tree.items] == [
        ("Drinks", 0), ("Tea", 1), ("Green", 2),
    ]  # fmt: skip
    assert [row.status for row in rows] == ["created"] * 3
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def test_every_field_is_kept(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    one = await given_category(
        tx, catalog, "Café", colour="#C0392b", icon="cup", image_url="/cup.svg", sort_order=3,
        description="Hot", metadata=Raw(b'{"a": 1}'), is_active=False,
    )  # fmt: skip
    row = await read_category(tx, catalog_id=catalog, category_id=one)
    assert (row.slug, row.colour, row.icon, row.image_url) == ("cafe", "#C0392b", "cup", "/cup.svg")
    assert (row.sort_order, row.description, row.is_active) == (3, "Hot", False)
    assert bytes(row.metadata) == b'{"a": 1}'


async def test_a_cycle_among_the_rows_of_a_call_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = NewCategory(name="A", external_key="a", parent_external_key="b")
    b = NewCategory(name="B", external_key="b", parent_external_key="a")
    assert await refusals(tx, catalog, a, b) == [
        ("/rows/0/parent_id", "cycle"), ("/rows/1/parent_id", "cycle"),
    ]  # fmt: skip


async def test_a_level_too_deep_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    rows = [
        NewCategory(name="L", external_key=f"{n}", parent_external_key=f"{n - 1}" if n else None)
        for n in range(DEPTH_MAX + 1)
    ]
    assert await refusals(tx, catalog, *rows) == [(f"/rows/{DEPTH_MAX}/parent_id", "too_deep")]


@pytest.mark.parametrize(
    ("row", "pointer", "code"),
    [
        (NewCategory(name="A", parent_id=new_id()), "/rows/0/parent_id", "not_found"),
        (NewCategory(name="A", parent_slug="x"), "/rows/0/parent_slug", "not_found"),
        (NewCategory(name="A", parent_slug="x", parent_id=None),
         "/rows/0/parent_slug", "ambiguous"),
        (NewCategory(name="A", metadata=Raw(b"[1]")), "/rows/0/metadata", "type"),
        (NewCategory(name="A", metadata=Raw(b'{"a":"' + b"x" * 17_000 + b'"}')),
         "/rows/0/metadata", "length"),
    ],
)  # fmt: skip
async def test_refuses_what_makes_no_sense(
    tx: Tx, row: NewCategory, pointer: str, code: str
) -> None:
    assert await refusals(tx, await given_catalog(tx), row) == [(pointer, code)]


async def test_a_parent_of_another_organization_is_not_there(tx: Tx, other_tx: Tx) -> None:
    theirs = await given_category(other_tx, await given_catalog(other_tx))
    row = NewCategory(name="A", parent_id=theirs)
    assert await refusals(tx, await given_catalog(tx), row) == [("/rows/0/parent_id", "not_found")]


async def test_the_children_of_a_refused_row_are_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    await given_category(tx, catalog, slug="taken")
    rows = [
        NewCategory(name="A", slug="taken", external_key="a"),
        NewCategory(name="B", parent_external_key="a"),
        NewCategory(name="C"),
    ]
    done = await create_categories(tx, catalog_id=catalog, body=Bulk(rows), query=PARTIAL)
    assert [row.status for row in done.rows] == ["refused", "refused", "created"]
    assert [row.errors[0].code for row in done.rows[:2]] == ["taken", "parent_refused"]


async def test_moving_a_category_moves_all_that_is_below(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, food = await given_category(tx, catalog, "Tea"), await given_category(tx, catalog, "Food")
    await given_category(tx, catalog, "Green", parent_id=tea)
    await moved(tx, catalog, tea, food)
    tree = await read_category_tree(tx, catalog_id=catalog)
    assert [(node.name, node.depth) for node in tree.items] == [
        ("Food", 0), ("Tea", 1), ("Green", 2),
    ]  # fmt: skip
    assert await events_of(tx, "category.moved") == 1


async def test_a_category_cannot_move_into_itself(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_category(tx, catalog, "Tea")
    green = await given_category(tx, catalog, "Green", parent_id=tea)
    for target in (tea, green):
        with pytest.raises(Invalid) as refusal:
            await moved(tx, catalog, tea, target)
        assert refusal.value.errors[0].code == "cycle"


async def test_two_who_move_subtrees_into_each_other_make_no_cycle(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        catalog = await given_catalog(tx)
        a, b = [await given_category(tx, catalog, name) for name in "AB"]

    async def moves(one: UUID, other: UUID) -> bool:
        async with transaction(database, context) as tx:
            await moved(tx, catalog, one, other)
        return True

    done = await asyncio.gather(moves(a, b), moves(b, a), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Invalid", "bool"]


async def test_parent_and_child_change_places_in_one_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog, "A")
    b = await given_category(tx, catalog, "B", parent_id=a)
    rows = [
        CategoryChange(category_id=a, parent_id=b),
        CategoryChange(category_id=b, parent_id=None),
    ]
    await change_categories(tx, catalog_id=catalog, body=Bulk(rows), query=ALL_OR_NONE)
    assert (await read_category(tx, catalog_id=catalog, category_id=a)).parent_id == b


async def test_partial_answers_for_every_kind_of_row(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    a = await given_category(tx, catalog, "A")
    b = await given_category(tx, catalog, "B")
    rows = [
        CategoryChange(category_id=a, name="A", description=""),
        CategoryChange(category_id=b, name="C", version=4),
        CategoryChange(category_id=new_id(), name="D"),
        CategoryChange(category_id=a, name="E"),
    ]
    done = await change_categories(tx, catalog_id=catalog, body=Bulk(rows), query=PARTIAL)
    assert [row.status for row in done.rows] == ["unchanged", "stale", "not_found", "refused"]


async def test_one_category_of_another_version_is_stale(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    one = await given_category(tx, catalog)
    body = CategoryPatch(name="New", colour=None)
    after = await change_category(tx, catalog_id=catalog, category_id=one, body=body, if_match=1)
    assert (after.version, after.slug) == (2, "drinks")
    with pytest.raises(Stale):
        await change_category(tx, catalog_id=catalog, category_id=one, body=body, if_match=1)


async def test_a_category_of_another_organization_is_as_absent(tx: Tx, other_tx: Tx) -> None:
    there = await given_catalog(other_tx)
    theirs = await given_category(other_tx, there)
    for catalog in (there, await given_catalog(tx)):
        with pytest.raises(NotFound):
            await moved(tx, catalog, theirs, None)
        with pytest.raises(NotFound):
            await read_category(tx, catalog_id=catalog, category_id=theirs)


@pytest.mark.parametrize("row_count", [1, 20])
async def test_statement_count_does_not_grow_with_rows(
    tx: Tx, row_count: int, statements: list[str]
) -> None:
    catalog = await given_catalog(tx)
    top = await given_category(tx, catalog, "Top")
    statements.clear()
    rows = [NewCategory(name=f"C{n}", parent_id=top) for n in range(row_count)]
    created = await created_categories(tx, catalog, *rows)
    assert len(statements) == 4
    statements.clear()
    changes = [CategoryChange(category_id=row.id, parent_id=None, name="N") for row in created]  # type: ignore[arg-type]
    await change_categories(tx, catalog_id=catalog, body=Bulk(changes), query=ALL_OR_NONE)
    assert len(statements) == 6  # The last one looks for products to show anew.
