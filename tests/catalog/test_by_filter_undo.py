"""Undoing a change by filter: what still is as it left it becomes what it was."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from galleria.base.bulk import BulkIds
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.by_filter.list import list_product_changes
from galleria.catalog.products.delete import delete_products
from galleria.catalog.products.list import Product
from tests.catalog.given import (
    ALL_OR_NONE,
    counted,
    events_of,
    given_catalog,
    given_category,
    given_product,
)
from tests.catalog.given_by_filter import OFF_TEN, changed, given_wide, prices, seen, undone

ATTRIBUTES = msgspec.Raw(b'{"colour": "red", "old": 1, "size": 5}')


async def test_prices_are_as_before_and_can_be_redone(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_wide(tx, catalog_id, 3)
    done = await changed(tx, catalog_id, price=OFF_TEN, compare_at="old_price")
    undo = await undone(tx, catalog_id, done.event_id)
    assert (undo.matched, undo.changed, undo.skipped) == (1, 1, 0)
    assert await prices(tx) == [1_000] * 3
    assert await compared(tx) == {None}
    await undone(tx, catalog_id, undo.event_id)
    assert await prices(tx) == [899] * 3
    assert await compared(tx) == {1_000}


async def test_every_field_is_as_before(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    old, further, new = [await given_category(tx, catalog_id, name) for name in ("A", "B", "C")]
    product_id = await given_product(
        tx, catalog_id, brand="Leaf", tags=["a", "b"], attributes=ATTRIBUTES,
        category_id=old, further_category_ids=[further],
    )  # fmt: skip
    before = await seen(tx, catalog_id, product_id)
    done = await changed(
        tx, catalog_id, price=OFF_TEN, status="archived", brand=None, tax_class="reduced",
        fulfilment_partner="dhl", add_tags=["c"], remove_tags=["a"], category_id=str(new),
        attributes={"colour": "blue", "old": None, "new": True},
    )  # fmt: skip
    undo = await undone(tx, catalog_id, done.event_id)
    assert (undo.changed, undo.skipped) == (1, 0)
    assert told(await seen(tx, catalog_id, product_id)) == told(before)
    await undone(tx, catalog_id, undo.event_id)
    after = await seen(tx, catalog_id, product_id)
    assert (after.status, after.category_id, after.tags) == ("archived", new, ["b", "c"])


async def test_a_place_arranged_by_hand_comes_back(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    old, new = await given_category(tx, catalog_id), await given_category(tx, catalog_id, "New")
    await given_product(tx, catalog_id, category_id=old)
    await tx.connection.execute("UPDATE product_category SET position = 7")
    done = await changed(tx, catalog_id, category_id=str(new))
    await undone(tx, catalog_id, done.event_id)
    row = await tx.connection.fetchrow("SELECT category_id, position FROM product_category")
    assert row is not None
    assert tuple(row) == (old, 7)


async def test_what_was_changed_since_stays_and_is_counted(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    tea = await given_product(tx, catalog_id, price_minor=1_000, brand="Leaf")
    cup = await given_product(tx, catalog_id, "Cup", price_minor=2_000)
    done = await changed(tx, catalog_id, price=OFF_TEN, brand="Sale")
    await changed(tx, catalog_id, {"product_ids": [str(tea)]}, price={"set_minor": 500})
    undo = await undone(tx, catalog_id, done.event_id)
    assert (undo.matched, undo.changed, undo.skipped) == (2, 2, 1)
    assert [(one.product_id, one.reason) for one in undo.skipped_sample] == [(tea, "changed_since")]
    kept = await seen(tx, catalog_id, tea)
    assert (kept.variants[0].price_minor, kept.brand) == (500, "Leaf")
    assert (await seen(tx, catalog_id, cup)).variants[0].price_minor == 2_000


async def test_tags_and_attributes_that_others_gave_since_stay(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    product_id = await given_product(tx, catalog_id, tags=["a"], attributes=ATTRIBUTES)
    done = await changed(tx, catalog_id, add_tags=["sale"], attributes={"colour": "blue", "x": 1})
    await changed(tx, catalog_id, add_tags=["new"], attributes={"colour": "green", "y": 2})
    undo = await undone(tx, catalog_id, done.event_id)
    assert (undo.changed, undo.skipped) == (1, 1)
    after = await seen(tx, catalog_id, product_id)
    assert after.tags == ["a", "new"]
    kept = {"colour": "green", "old": 1, "size": 5, "y": 2}
    assert msgspec.json.decode(after.attributes) == kept


async def test_a_deleted_product_or_category_is_in_nobodys_way(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    old, new = await given_category(tx, catalog_id), await given_category(tx, catalog_id, "New")
    gone = await given_product(tx, catalog_id)
    moved = await given_product(tx, catalog_id, "Cup", category_id=old)
    done = await changed(tx, catalog_id, category_id=str(new), brand="Sale")
    body = BulkIds([gone])
    await delete_products(tx, catalog_id=catalog_id, body=body, query=ALL_OR_NONE)
    await tx.connection.execute("DELETE FROM category WHERE category_id = $1", old)
    undo = await undone(tx, catalog_id, done.event_id)
    assert (undo.matched, undo.changed, undo.skipped) == (2, 1, 2)
    assert {one.product_id: one.name for one in undo.skipped_sample} == {gone: None, moved: "Cup"}
    after = await seen(tx, catalog_id, moved)
    assert (after.category_id, after.brand) == (new, None)


async def test_undoing_is_tried_first_and_an_event_of_its_own(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_product(tx, catalog_id, price_minor=1_000)
    done = await changed(tx, catalog_id, price=OFF_TEN)
    would = await undone(tx, catalog_id, done.event_id, dry_run=True)
    assert (would.state, would.changed, await prices(tx)) == ("planned", 1, [899])
    undo = await undone(tx, catalog_id, done.event_id)
    assert undo.sample == would.sample
    assert await events_of(tx, "products.change_undone") == 1
    listed = await list_product_changes(tx, catalog_id=catalog_id, query=PageQuery())
    assert [one.undoes_event_id for one in listed.items] == [done.event_id, None]


async def test_undoing_twice_changes_nothing_more(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    await given_product(tx, catalog_id, price_minor=1_000)
    done = await changed(tx, catalog_id, price=OFF_TEN)
    await undone(tx, catalog_id, done.event_id)
    again = await undone(tx, catalog_id, done.event_id)
    assert (again.changed, again.skipped, again.event_id) == (0, 1, None)
    assert await counted(tx, "product_change") == 2


async def test_only_a_change_by_filter_of_this_catalog_can_be_undone(tx: Tx, other_tx: Tx) -> None:
    catalog_id, other = await given_catalog(tx), await given_catalog(tx)
    await given_product(tx, catalog_id)
    done = await changed(tx, catalog_id, brand="Sale")
    assert done.event_id is not None
    for where, event_id in ((catalog_id, new_id()), (other, done.event_id)):
        with pytest.raises(NotFound):
            await undone(tx, where, event_id)
    with pytest.raises(NotFound):
        await undone(other_tx, catalog_id, done.event_id)


async def test_a_product_made_active_is_published_when_its_time_has_come(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    due = tx.context.now + timedelta(days=1)
    await given_product(tx, catalog_id, status="draft", publish_at=due)
    await given_product(tx, catalog_id, "Cup", status="draft")
    await changed(tx, catalog_id, status="active")
    kinds = await tx.connection.fetch("SELECT kind, run_at FROM job")
    assert [tuple(row) for row in kinds] == [("catalog.publish_due", due)]


async def compared(tx: Tx) -> set[int | None]:
    rows = await tx.connection.fetch("SELECT compare_at_minor FROM variant")
    return {row["compare_at_minor"] for row in rows}


def told(product: Product) -> dict[str, object]:
    """Return what a product says, whatever its version and the order of its tags."""
    said: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(product))
    said["tags"] = sorted(said["tags"])
    return {name: said[name] for name in said if name not in ("version", "updated_at")}
