"""Finding over HTTP: repeated parameters, signed cursors, both addresses, codes with slashes."""

from typing import Any

import httpx
import pytest

from galleria.base.database import Database
from tests.journeys.conftest import Merchant
from tests.listing.given_open import OpenShop, given_open_shop, row_of


@pytest.fixture
async def shop(merchant: Merchant, database: Database) -> OpenShop:
    """Beside Ghost Mate and Box: three lamps of two brands."""
    shop = await given_open_shop(merchant, database)
    rows = f"/catalogs/{shop.catalog_id}/products"
    for name, brand, tags in (
        ("Lamp A", "Acme", ["new", "sale"]), ("Lamp B", "Bolt", ["new"]), ("Lamp C", "Coil", []),
    ):  # fmt: skip
        row = {"name": name, "brand": brand, "tags": tags, "price_minor": 100}
        await row_of(merchant.client, rows, row)
    return shop


async def asked(shop: OpenShop, shopper: httpx.AsyncClient, rest: str) -> Any:
    answer = await shopper.get(f"/api/v1/shops/{shop.slug}{rest}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(page: Any) -> list[str]:
    return [item["name"] for item in page["items"]]


async def test_a_repeated_brand_is_any_of_them_and_a_repeated_tag_all(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    page = await asked(shop, shopper, "/products?brand=Acme&brand=Bolt")
    assert names(page) == ["Lamp A", "Lamp B"]
    page = await asked(shop, shopper, "/products?tag=new&tag=sale")
    assert names(page) == ["Lamp A"]


async def test_what_is_no_list_is_given_once(shop: OpenShop, shopper: httpx.AsyncClient) -> None:
    answer = await shopper.get(f"/api/v1/shops/{shop.slug}/products?q=a&q=b")
    errors = answer.json()["errors"]
    assert (answer.status_code, errors[0]["pointer"], errors[0]["code"]) == (422, "?q", "repeated")


@pytest.mark.parametrize(
    "query",
    [
        "sort=best", "limit=0", "limit=201", "brand=", "colour=red", "price_min_minor=x",
        "price_max_minor=-1",
    ],
)  # fmt: skip
async def test_a_wrong_parameter_is_named(
    shop: OpenShop, shopper: httpx.AsyncClient, query: str
) -> None:
    for list_ in ("/products", "/categories/hot/products"):
        answer = await shopper.get(f"/api/v1/shops/{shop.slug}{list_}?{query}")
        pointer = "?" + query.partition("=")[0]
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("query", ["q=lamp", "q=lmap", "sort=name", "tag=new", "sort=-price"])
async def test_a_cursor_leads_through_every_kind_of_list(
    shop: OpenShop, shopper: httpx.AsyncClient, query: str
) -> None:
    whole = names(await asked(shop, shopper, f"/products?{query}"))
    page = await asked(shop, shopper, f"/products?{query}&limit=1")
    seen = names(page)
    while page["next_cursor"]:
        cursor = page["next_cursor"]
        page = await asked(shop, shopper, f"/products?{query}&limit=1&cursor={cursor}")
        seen += names(page)
    assert seen == whole
    assert len(seen) > 1


async def test_a_cursor_of_another_list_is_refused(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    page = await asked(shop, shopper, "/products?limit=1")
    rest = f"/categories/hot/products?cursor={page['next_cursor']}"
    answer = await shopper.get(f"/api/v1/shops/{shop.slug}{rest}")
    assert answer.json()["errors"][0]["code"] == "bad_cursor"


async def test_a_correction_is_said(shop: OpenShop, shopper: httpx.AsyncClient) -> None:
    page = await asked(shop, shopper, "/products?q=lmap")
    assert (page["corrected"], len(page["items"])) == ("lamp", 3)


async def test_lists_facets_and_suggestions_are_at_both_addresses(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    host = {"host": shop.domain}
    for rest in ("/products", "/facets", "/suggestions?q=la", "/categories/hot/products"):
        by_slug = await shopper.get(f"/api/v1/shops/{shop.slug}{rest}")
        by_host = await shopper.get(f"/api/v1/shop{rest}", headers=host)
        assert by_slug.content == by_host.content
        assert by_slug.status_code == 200


async def test_an_unchanged_list_is_not_sent_again(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    path = f"/api/v1/shops/{shop.slug}/products"
    etag = (await shopper.get(path)).headers["etag"]
    assert (await shopper.get(path, headers={"if-none-match": etag})).status_code == 304


async def test_a_code_with_a_slash_is_scanned_as_it_is(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    rows = f"/catalogs/{shop.catalog_id}/products"
    await row_of(shop.merchant.client, rows, {"name": "Cable", "price_minor": 1, "sku": "C/5 %2"})
    for code in ("C%2F5%20%252", "C%2f5 %252"):
        assert (await asked(shop, shopper, f"/scan/{code}"))["name"] == "Cable"
        at_till = await shop.merchant.client.get(f"/stores/{shop.store_id}/scan/{code}")
        assert at_till.json()["name"] == "Cable"
    for other in ("C%252F5%20%252", "C/5%20%252", "C%2F5"):
        answer = await shopper.get(f"/api/v1/shops/{shop.slug}/scan/{other}")
        assert answer.status_code == 404
