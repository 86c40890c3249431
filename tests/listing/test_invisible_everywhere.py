"""What is hidden is hidden on every path: each operation of shoppers, for each reason.

A new operation fails here until WALKS says how it could show something.
"""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from galleria.app import ENDPOINTS
from galleria.base.database import Database
from galleria.base.endpoints import Access
from tests.journeys.conftest import Merchant
from tests.listing.given_open import GHOST, OpenShop, given_open_shop, made, new_store

# How each operation is asked for something that would tell of the ghost, behind the shop's address.
WALKS: dict[str, list[str]] = {
    "read_shop": [],  # It has nothing of its products.
    "read_shop_categories": ["/categories", "/categories?locale=de-DE"],
    "read_shop_category": ["/categories/hot", "/categories/{hot}", "/categories/drinks"],
    "read_shop_product": ["/products/ghost-mate", "/products/{ghost}", "/products/box"],
    "scan_in_shop": ["/scan/GHOST-1", "/scan/4006381333931", "/scan/GHOST-CODE"],
    "read_shop_sitemap": ["/sitemap.xml", "/sitemap.xml?part=products"],
    "read_shop_feed": ["/feed", "/feed?locale=de-DE"],
    "count_shop_products": [
        "/facets",
        "/facets?locale=de-DE",
        "/facets?q=ghost",
        "/facets?category=drinks",
        "/facets?price_max_minor=500",
    ],
    "suggest_products": [
        "/suggestions?q=gho",
        "/suggestions?q=Ghost+m",
        "/suggestions?q=mat&locale=de-DE",
        "/suggestions?q=GHOST-1",
    ],
    "list_shop_products": [
        "/products",
        "/products?locale=de-DE&sort=name",
        "/products?q=ghost",
        "/products?q=gost+mate",
        "/products?q=GHOST-1",
        "/products?q=GHOST-CODE",
        "/products?brand=Ghostly&sort=-price",
        "/products?tag=ghost-tag&sort=newest",
        "/products?attribute=ghost:ghost-value",
        "/products?category=drinks&price_min_minor=450&price_max_minor=450",
    ],
    "list_category_products": [
        "/categories/hot/products",
        "/categories/drinks/products",
        "/categories/{hot}/products?subtree=false",
        "/categories/hot/products?q=mate",
    ],
}
# They answer with what a person said or bought, which was visible then; what is hidden cannot be
# put in a cart (below).
OF_PERSONS = {
    "change_customer_password", "change_own_customer", "choose_customer_password",
    "confirm_own_payment",
    "forget_customer_password", "log_in_customer", "log_out_customer", "read_own_customer",
    "register_customer", "verify_customer_email", "claim_own_order", "list_own_orders",
    "read_own_order", "add_cart_line", "change_cart", "change_cart_line", "check_out", "claim_cart",
    "list_cart_shipping", "open_new_cart", "pay_cart_order", "quote_cart", "read_cart",
    "read_cart_order", "remove_cart_line", "set_cart_lines",
}  # fmt: skip
# Any of these tells of it.
MARKS = ("Ghost", "ghost-", "GHOST-", "{ghost}")
# What counts or prices tell of it, where the others would be none.
COUNTS = {
    "read_shop_categories": ('"products":1',),
    "read_shop_category": ('"products":1',),
    "count_shop_products": ('"total":2', "450"),
    "suggest_products": ('["ghost', '["mate"'),
}

Hide = Callable[[OpenShop], Awaitable[None]]


def by(sql: str) -> Hide:
    async def hide(shop: OpenShop) -> None:
        ids = {"store": shop.store_id, "ghost": shop.ghost, "hot": shop.hot, "drinks": shop.drinks}
        await shop.set(sql.format(**{name: f"'{it}'::uuid" for name, it in ids.items()}))

    return hide


def excluding(column: str, what: str) -> Hide:
    return by(
        f"""INSERT INTO store_exclusion (org_id, exclusion_id, store_id, catalog_id, {column},
                                         reason, actor_kind, created_at)
            SELECT org_id, gen_random_uuid(), {{store}}, catalog_id, {{{what}}}, '', 'member', now()
            FROM product WHERE product_id = {{ghost}}"""
    )


def selling(begins: str, ends: str) -> Hide:
    return by(
        f"""INSERT INTO store_window
            SELECT org_id, {{store}}, product_id, {begins}, {ends}, now()
            FROM product WHERE product_id = {{ghost}}"""
    )


async def end_its_window(shop: OpenShop) -> None:
    """Its hours end, and nobody writes anything."""
    await selling("NULL", "now() + interval '1 hour'")(shop)
    async with shop.transaction() as tx:
        await tx.connection.execute(
            "UPDATE listing SET visible_until = now() - interval '1 second' WHERE product_id = $1",
            shop.ghost,
        )


async def deactivate_store(shop: OpenShop) -> None:
    answer = await shop.merchant.client.patch(
        f"/stores/{shop.store_id}", json={"status": "inactive"}, headers={"if-match": '"1"'}
    )
    assert answer.status_code == 200, answer.text


async def delete(shop: OpenShop) -> None:
    # The bundle first: what is in one cannot be deleted.
    for product_id in (shop.box, shop.ghost):
        answer = await shop.merchant.client.post(
            f"/catalogs/{shop.catalog_id}/products/bulk-delete", json={"ids": [str(product_id)]}
        )
        assert answer.status_code == 200, answer.text


REASONS: dict[str, Hide] = {
    "a draft": by("UPDATE product SET status = 'draft' WHERE product_id = {ghost}"),
    "archived": by("UPDATE product SET status = 'archived' WHERE product_id = {ghost}"),
    "published later": by(
        "UPDATE product SET publish_at = now() + interval '1 hour' WHERE product_id = {ghost}"
    ),
    "before its window": selling("now() + interval '1 hour'", "NULL"),
    "after its window": selling("NULL", "now() - interval '1 hour'"),
    "its window has ended since": end_its_window,
    "the store excludes it": excluding("product_id", "ghost"),
    "the store excludes its category": excluding("category_id", "hot"),
    "the store excludes a category above": excluding("category_id", "drinks"),
    "its category is inactive": by(
        "UPDATE category SET is_active = false WHERE category_id = {hot}"
    ),
    "a category above is inactive": by(
        "UPDATE category SET is_active = false WHERE category_id = {drinks}"
    ),
    "no variant is active": by("UPDATE variant SET is_active = false WHERE product_id = {ghost}"),
    "deleted": delete,
    "the catalog is inactive": by("UPDATE catalog SET status = 'inactive'"),
    "the store sells nothing": by("UPDATE store_catalog SET catalog_id = NULL"),
    "the store is inactive": deactivate_store,
}


@pytest.fixture
async def shop(merchant: Merchant, database: Database) -> OpenShop:
    return await given_open_shop(merchant, database)


async def telling(shop: OpenShop, shopper: httpx.AsyncClient, root: str, host: str) -> list[str]:
    """Return the paths whose answer tells of the ghost."""
    found: list[str] = []
    for name, paths in WALKS.items():
        marks = [it.format(ghost=shop.ghost) for it in (*MARKS, *COUNTS.get(name, ()))]
        for path in paths:
            asked = path.format(ghost=shop.ghost, hot=shop.hot)
            answer = await shopper.get(f"/api/v1{root}{asked}", headers={"host": host})
            # 422: a list's filter names a category that is not there.
            assert answer.status_code in (200, 404, 422), answer.text
            if answer.status_code == 200 and any(mark in answer.text for mark in marks):
                found.append(path)
    return found


def test_every_operation_of_shoppers_is_walked() -> None:
    operations = {it.use_case.__name__ for it in ENDPOINTS if it.access is Access.SHOPPER}
    assert operations == set(WALKS) | OF_PERSONS


async def test_every_path_tells_of_what_is_visible(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    paths = [path for paths in WALKS.values() for path in paths]
    assert await telling(shop, shopper, "/shop", shop.domain) == paths
    assert await telling(shop, shopper, f"/shops/{shop.slug}", "test") == paths


@pytest.mark.parametrize("hide", REASONS.values(), ids=REASONS)
async def test_what_is_hidden_is_hidden_on_every_path(
    shop: OpenShop, shopper: httpx.AsyncClient, hide: Hide
) -> None:
    await hide(shop)
    assert await telling(shop, shopper, "/shop", shop.domain) == []
    assert await telling(shop, shopper, f"/shops/{shop.slug}", "test") == []


@pytest.mark.parametrize("hide", REASONS.values(), ids=REASONS)
async def test_what_is_hidden_is_hidden_at_a_till(shop: OpenShop, hide: Hide) -> None:
    till = f"/stores/{shop.store_id}/scan/{GHOST['sku']}"
    assert (await shop.merchant.client.get(till)).json()["product_id"] == str(shop.ghost)
    await hide(shop)
    assert (await shop.merchant.client.get(till)).status_code == 404


async def put_in_a_cart(shop: OpenShop, shopper: httpx.AsyncClient) -> httpx.Response:
    """Return what a new cart says to the ghost, or why there is no cart."""
    root = f"/api/v1/shops/{shop.slug}/carts"
    opened = await shopper.post(root)
    if opened.status_code != 201:
        return opened
    line = {"sku": GHOST["sku"], "units": 1}
    return await shopper.post(f"{root}/{opened.json()['cart']}/lines", json=line)


@pytest.mark.parametrize("hide", REASONS.values(), ids=REASONS)
async def test_what_is_hidden_cannot_be_put_in_a_cart(
    shop: OpenShop, shopper: httpx.AsyncClient, hide: Hide
) -> None:
    answer = await put_in_a_cart(shop, shopper)
    assert "Ghost" in answer.text, answer.text
    await hide(shop)
    answer = await put_in_a_cart(shop, shopper)
    assert answer.status_code in (404, 409, 422), answer.text
    assert "Ghost" not in answer.text


async def test_another_organizations_shop_tells_nothing(
    shop: OpenShop, shopper: httpx.AsyncClient, other: Merchant, database: Database
) -> None:
    theirs = await given_open_shop(other, database)
    await theirs.set("UPDATE product SET status = 'draft'")
    found = await telling(shop, shopper, f"/shops/{theirs.slug}", "test")
    assert found == []
    till = f"/stores/{shop.store_id}/scan/{GHOST['sku']}"
    assert (await other.client.get(till)).status_code == 404


async def test_another_store_that_sells_nothing_tells_nothing(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    store = {**new_store(f"{shop.slug}-2"), "slug": f"{shop.slug}-2"}
    await made(shop.merchant.client, "/stores", store)
    assert await telling(shop, shopper, f"/shops/{store['slug']}", "test") == []
