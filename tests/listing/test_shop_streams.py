"""The feed and the sitemap: a whole shop, chunk by chunk."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree

import httpx
import msgspec
import pytest

from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.listing.shop.addresses import Site
from galleria.listing.shop.feed import read_shop_feed
from galleria.listing.shop.sitemap import (
    categories_after,
    files_of,
    products_after,
)
from galleria.listing.shop.sitemap_xml import (
    FILE_BYTES_MAX,
    LINK_BYTES_MAX,
    URLS_MAX,
    entries,
    index_file,
    rows_a_file,
)
from galleria.listing.shop.stream_queries import MappedPage, shop_extent
from galleria.listing.shop.streams import FIRST, Interrupted
from tests.conftest import recorded_statements
from tests.journeys.conftest import Merchant
from tests.listing.given_open import OpenShop, given_open_shop
from tests.listing.given_shop import Menu, given_menu, say_category, say_product

SITE = Site("https://shop.example", "en-GB")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
async def shop(merchant: Merchant, database: Database) -> OpenShop:
    return await given_open_shop(merchant, database)


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


def mapped(**slugs: str) -> MappedPage:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    return MappedPage(new_id(), at, True, list(slugs), list(slugs.values()))


async def asked(shopper: httpx.AsyncClient, shop: OpenShop, path: str) -> httpx.Response:
    answer = await shopper.get(f"/api/v1/shop{path}", headers={"host": shop.domain})
    assert answer.status_code == 200, answer.text
    return answer


async def test_a_feed_has_every_product_with_its_address(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    answer = await asked(shopper, shop, "/feed")
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [msgspec.json.decode(line) for line in answer.text.splitlines()]
    told = {line["name"]: (line["url"], line["price_min_minor"]) for line in lines}
    root = f"http://{shop.domain}/products"
    assert told == {"Ghost Mate": (f"{root}/ghost-mate", 450), "Box": (f"{root}/box", 900)}


async def test_another_languages_addresses_name_it(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    answer = await asked(shopper, shop, "/feed?locale=de-DE")
    assert all('/box?locale=de-DE"' in it for it in answer.text.splitlines() if "Box" in it)


async def test_a_feed_comes_in_chunks_and_in_one_piece(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    rows = [{"name": f"More {number}", "price_minor": 1} for number in range(999)]
    path = f"/catalogs/{shop.catalog_id}/products"
    answer = await shop.merchant.client.post(path, json={"rows": rows})
    assert answer.status_code == 200
    lines = (await asked(shopper, shop, "/feed")).text.splitlines()
    names = {msgspec.json.decode(line)["name"] for line in lines}
    assert (len(lines), len(names)) == (1_001, 1_001)


async def test_a_feed_is_broken_off_when_the_process_stops(shop: OpenShop) -> None:
    call = shop.call("/feed")
    answer = await read_shop_feed(call)
    call.drain.set()
    assert answer.stream is not None
    with pytest.raises(Interrupted):
        await anext(answer.stream)


async def test_a_sitemap_has_every_page_in_every_language(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    answer = await asked(shopper, shop, "/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    urls = ElementTree.fromstring(answer.text).findall(f"{MAP}url")
    pages = [url.findtext(f"{MAP}loc") for url in urls]
    root = f"http://{shop.domain}"
    things = ("categories/drinks", "categories/hot", "products/ghost-mate", "products/box")
    assert sorted(filter(None, pages)) == sorted(
        f"{root}/{thing}{tongue}" for thing in things for tongue in ("", "?locale=de-DE")
    )
    links = urls[0].findall(f"{XHTML}link")
    assert [link.get("hreflang") for link in links] == ["de-DE", "en-GB", "x-default"]


async def test_a_shop_without_a_domain_is_at_its_slug(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    answer = await shopper.get(f"/api/v1/shops/{shop.slug}/sitemap.xml")
    assert f"<loc>http://test/shops/{shop.slug}/products/box</loc>" in answer.text


@pytest.mark.parametrize("host", ["a b", "<x>", "a/b", 'a"b', "x" * 300])
async def test_a_host_that_is_none_is_refused(
    shop: OpenShop, shopper: httpx.AsyncClient, host: str
) -> None:
    for name in ("feed", "sitemap.xml"):
        answer = await shopper.get(f"/api/v1/shops/{shop.slug}/{name}", headers={"host": host})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_parameters_that_are_none_are_refused(
    shop: OpenShop, shopper: httpx.AsyncClient
) -> None:
    for path in ("/sitemap.xml?part=others", "/sitemap.xml?after=1", "/feed?page=2"):
        answer = await shopper.get(f"/api/v1/shop{path}", headers={"host": shop.domain})
        assert answer.status_code == 422


async def test_one_language_needs_no_alternates() -> None:
    found = entries(SITE, "products", mapped(**{"en-GB": "tea"}))
    assert found == (
        "<url><loc>https://shop.example/products/tea</loc>"
        "<lastmod>2026-01-02T00:00:00+00:00</lastmod></url>\n"
    )


def test_text_is_escaped() -> None:
    odd = Site("https://shop.example/?a&b", "en-GB")
    found = entries(odd, "products", mapped(**{"en-GB": "tea", '"<&>"': "tee"}))
    tree = ElementTree.fromstring(f'<x xmlns:xhtml="http://www.w3.org/1999/xhtml">{found}</x>')
    assert tree[0].findtext("loc") == "https://shop.example/?a&b/products/tea"
    assert {link.get("hreflang") for link in tree[0].findall(f"{XHTML}link")} > {'"<&>"'}
    assert "a&amp;b" in index_file(["https://shop.example/a&b"])


@pytest.mark.parametrize("locales", [1, 2, 3, 10, 40])
def test_a_file_keeps_to_the_protocols_limits(locales: int) -> None:
    urls = rows_a_file(locales) * locales
    links = 1 if locales == 1 else locales + 2
    assert 0 < urls <= URLS_MAX
    assert urls * links * LINK_BYTES_MAX <= FILE_BYTES_MAX


async def test_files_have_everything_once(menu: Menu) -> None:
    for number in range(6):
        await menu.product(f"Product {number}")
        await menu.category(f"Category {number}")
    extent = await shop_extent(menu.tx, store_id=menu.store)
    assert extent is not None
    files = await files_of(menu.tx, extent, 3)
    reads = {"categories": categories_after, "products": products_after}
    seen: list[UUID] = []
    for file in files:
        seen += [row.id for row in await reads[file.part](menu.tx, file.after, 3)]
    assert [file.part for file in files] == ["categories"] * 3 + ["products"] * 3
    assert (len(seen), len(set(seen))) == (15, 15)


async def test_a_page_is_mapped_with_its_slug_in_each_language(menu: Menu) -> None:
    await say_product(menu, menu.tea, slug="tee")
    await say_category(menu, menu.hot, slug="heiss")
    (tea,) = await products_after(menu.tx, FIRST, 10)
    assert dict(zip(tea.locales, tea.slugs, strict=True)) == {"de-DE": "tee", "en-GB": "tea"}
    hot = (await categories_after(menu.tx, FIRST, 10))[-1]
    assert dict(zip(hot.locales, hot.slugs, strict=True)) == {"de-DE": "heiss", "en-GB": "hot"}


async def test_a_chunk_is_one_statement(menu: Menu) -> None:
    with recorded_statements(menu.tx) as statements:
        await products_after(menu.tx, FIRST, 100)
        await categories_after(menu.tx, FIRST, 100)
        await asyncio.sleep(0)  # The last is told in the loop's next turn.
    assert len(statements) == 2
