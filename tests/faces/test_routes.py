from collections.abc import AsyncIterator

import httpx
import pytest

from galleria.faces.assets import asset_url
from galleria.faces.home import HomeView
from galleria.faces.routes import FaceRequest
from tests.faces.sample_app import TOKEN, make_app


async def _plain_home(_request: FaceRequest) -> HomeView:
    return HomeView("1.0")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


async def test_first_page_lists_the_demo_and_is_never_kept(browser: httpx.AsyncClient):
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "Clover &amp; Crumb" in answer.text
    assert TOKEN in answer.text


async def test_first_page_of_a_server_without_a_demo_holds_no_token():
    transport = httpx.ASGITransport(make_app(_plain_home))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.get("/")
    assert TOKEN not in answer.text


@pytest.mark.parametrize("path", ["/", "/reference"])
async def test_pages_come_with_a_strict_policy(browser: httpx.AsyncClient, path: str):
    policy = (await browser.get(path)).headers["content-security-policy"]
    assert "script-src 'self';" in policy


async def test_every_file_a_page_names_is_there(browser: httpx.AsyncClient):
    for name in ("base.css", "home.js", "reference/main.js", "reference/reference.css"):
        answer = await browser.get(asset_url(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


async def test_reference_is_not_sent_again_unchanged(browser: httpx.AsyncClient):
    etag = (await browser.get("/reference")).headers["etag"]
    answer = await browser.get("/reference", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_files_are_packed_only_for_those_who_can_unpack(browser: httpx.AsyncClient):
    url = asset_url("base.css")
    plain = await browser.get(url, headers={"accept-encoding": "identity"})
    packed = await browser.get(url, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.text == packed.text


async def test_pictures_are_drawn_and_kept_for_long(browser: httpx.AsyncClient):
    answer = await browser.get("/pictures/mug/moss-tall-mug.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert "<title" in answer.text


@pytest.mark.parametrize(
    "path", ["submarine/a.svg", "mug/a.png", "mug/A.svg", "mug/%3Cscript%3E.svg", "mug/.svg"]
)
async def test_other_pictures_are_not_there(browser: httpx.AsyncClient, path: str):
    assert (await browser.get(f"/pictures/{path}")).status_code == 404


async def test_a_problems_type_leads_to_its_explanation(browser: httpx.AsyncClient):
    answer = await browser.get("/problems/slug_taken")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/reference#problem-slug_taken"


async def test_faces_stay_out_of_the_api(browser: httpx.AsyncClient):
    assert (await browser.post("/")).status_code == 405
    assert (await browser.head("/reference")).status_code == 200
