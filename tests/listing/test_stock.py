"""What shops show of stock: how a thing can be had, what is in stock, what sells best."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from msgspec import Raw

from galleria.base.bulk import Bulk
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.engine.feed_queries import FeedEvent
from galleria.listing import check_organization, count_cancelled, count_placed
from galleria.listing.later import show_next_pending
from galleria.listing.search.facets import count_shop_products
from galleria.listing.search.parameters import Filters
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.product import read_shop_product
from galleria.listing.shop.scan import scan_at_store, scan_in_shop
from galleria.listing.stock_queries import rank_sold
from galleria.stock.policies.set import WantedPolicy, set_policies
from galleria.stock.writes.move import move_stock
from galleria.stock.writes.rows import WantedMovement
from tests.catalog.given import ALL_OR_NONE
from tests.listing.finding import find, leafed, listed, products
from tests.listing.given_shop import Menu, given_menu
from tests.stock.given import given_location

OWN = ShopQuery()
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    """Tea, which is not counted yet, and a mug."""
    menu = await given_menu(tx)
    await menu.product("Mug", sku="MUG")
    await given_location(tx)
    return menu


async def move(menu: Menu, sku: str, units: int) -> None:
    row = WantedMovement(sku=sku, kind="adjust", units=units)
    await move_stock(menu.tx, body=Bulk([row]), query=ALL_OR_NONE)
    await shown(menu)


async def say(menu: Menu, policy: WantedPolicy) -> None:
    await set_policies(menu.tx, body=Bulk([policy]), query=ALL_OR_NONE)
    await shown(menu)


async def shown(menu: Menu) -> None:
    while await show_next_pending(menu.tx, menu.catalog):
        pass


async def availability(menu: Menu, name: str = "Tea") -> str:
    """Return how it can be had, which list, page and scan agree about."""
    (listed_one,) = [it for it in products(await find(menu.tx)) if it.name == name]
    page = await read_shop_product(menu.tx, product=str(listed_one.product_id), query=OWN)
    code = listed_one.variants[0].sku or ""
    scanned = await scan_in_shop(menu.tx, code=code, query=OWN)
    said = {listed_one.availability, listed_one.variants[0].availability, page.availability}
    (one,) = said | {page.variants[0].availability, scanned.availability}
    return one


async def test_what_is_not_counted_is_in_stock(menu: Menu) -> None:
    assert await availability(menu) == "in_stock"


async def test_what_is_gone_is_out_of_stock_and_back_again(menu: Menu) -> None:
    await move(menu, "T-1", 2)
    assert await availability(menu) == "in_stock"
    await move(menu, "T-1", -2)
    assert await availability(menu) == "out_of_stock"
    await move(menu, "T-1", 1)
    assert await availability(menu) == "in_stock"


@pytest.mark.parametrize("policy", ["backorder", "preorder"])
async def test_what_is_promised_says_so_while_there_is_room(menu: Menu, policy: str) -> None:
    wanted = WantedPolicy(sku="T-1", policy=policy, is_tracked=True)  # type: ignore[arg-type]
    await say(menu, wanted)
    assert await availability(menu) == policy
    await say(menu, msgspec.structs.replace(wanted, backorder_max=0))
    assert await availability(menu) == "out_of_stock"


async def test_another_stores_locations_do_not_count(menu: Menu) -> None:
    await move(menu, "T-1", 2)
    elsewhere = await given_location(menu.tx, "elsewhere")
    await menu.set(
        "INSERT INTO store_location VALUES ($1, $2, $3, 0)",
        menu.tx.context.org_id, menu.store, elsewhere,
    )  # fmt: skip
    assert await availability(menu) == "out_of_stock"


async def test_a_list_shows_only_what_is_in_stock(menu: Menu) -> None:
    await move(menu, "T-1", 2)
    await move(menu, "T-1", -2)
    assert await listed(menu.tx, in_stock=True) == ["Mug"]
    assert sorted(await listed(menu.tx)) == ["Mug", "Tea"]


async def test_stock_is_counted_beside_a_list(menu: Menu) -> None:
    await move(menu, "T-1", 2)
    await move(menu, "T-1", -2)
    facets = await count_shop_products(menu.tx, query=Filters())
    counted = {it.value: it.products for it in facets.availability}
    assert counted == {"in_stock": 1, "out_of_stock": 1}
    narrowed = await count_shop_products(menu.tx, query=Filters(in_stock=True))
    assert (narrowed.total, len(narrowed.availability)) == (1, 2)


async def test_a_till_sees_how_many_are_free(menu: Menu) -> None:
    await move(menu, "T-1", 7)
    scanned = await scan_at_store(menu.tx, store_id=menu.store, code="T-1", query=OWN)
    assert scanned.free_units == 7


async def test_a_bundle_is_as_its_worst_part(menu: Menu) -> None:
    tea = await menu.tx.connection.fetchval("SELECT variant_id FROM variant WHERE sku = 'T-1'")
    await given_box(menu, tea, quantity=2)
    await move(menu, "T-1", 1)
    assert await availability(menu, "Box") == "out_of_stock"
    await move(menu, "T-1", 4)
    scanned = await scan_at_store(menu.tx, store_id=menu.store, code="BOX", query=OWN)
    assert (await availability(menu, "Box"), scanned.free_units) == ("in_stock", 2)


async def given_box(menu: Menu, part: UUID, *, quantity: int) -> None:
    box = await menu.product("Box", sku="BOX")
    await menu.tx.connection.execute(
        "INSERT INTO bundle_part VALUES ($1, $2, $3, $4, 0, $5)",
        menu.tx.context.org_id, box, part, menu.catalog, quantity,
    )  # fmt: skip
    await menu.set("UPDATE product SET kind = 'bundle' WHERE product_id = $1", box)


def told(menu: Menu, product_id: UUID, units: int) -> FeedEvent:
    body = {"store_id": menu.store, "lines": [{"product_id": product_id, "units": units}]}
    return FeedEvent(
        new_id(), 1, NOW, "order.placed", None, "system", None, "x", Raw(msgspec.json.encode(body))
    )


async def test_what_sells_best_is_first(menu: Menu) -> None:
    (mug,) = [it.product_id for it in products(await find(menu.tx)) if it.name == "Mug"]
    await count_placed(menu.tx, [told(menu, menu.tea, 5), told(menu, mug, 3), told(menu, mug, 4)])
    assert await rank_sold(menu.tx, rows_max=10) == 2
    assert await leafed(menu.tx, sort="best_selling") == ["Mug", "Tea"]
    await count_cancelled(menu.tx, [told(menu, mug, 4)])
    await rank_sold(menu.tx, rows_max=10)
    assert await leafed(menu.tx, sort="best_selling") == ["Tea", "Mug"]
    assert await listed(menu.tx, q="tea", sort="best_selling") == ["Tea"]


async def test_products_are_ranked_by_one_job_however_many_orders(menu: Menu) -> None:
    jobs = "SELECT count(*) FROM job WHERE kind = 'listing.rank_sold'"
    for _ in range(3):
        await count_placed(menu.tx, [told(menu, menu.tea, 1)])
    assert await menu.tx.connection.fetchval(jobs) == 1
    await rank_sold(menu.tx, rows_max=10)
    await count_placed(menu.tx, [told(menu, menu.tea, 1)])
    assert await menu.tx.connection.fetchval(jobs) == 2


async def test_what_was_not_shown_is_found(menu: Menu) -> None:
    @asynccontextmanager
    async def same() -> AsyncGenerator[Tx]:
        yield menu.tx

    await move(menu, "T-1", 2)
    await count_placed(menu.tx, [told(menu, menu.tea, 5)])
    await rank_sold(menu.tx, rows_max=10)
    assert (await check_organization(same)).faults == []
    await menu.tx.connection.execute("UPDATE stock SET free = 0")
    await menu.tx.connection.execute("UPDATE store_sale SET sold_units = 4")
    faults = (await check_organization(same)).faults
    assert any("is different" in fault for fault in faults)
    assert any("sorted by other sales" in fault for fault in faults)
