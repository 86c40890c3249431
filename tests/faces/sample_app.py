"""The faces on a small app without a database: `granian tests.faces.sample_app:app`."""

from typing import Any

from litestar import Litestar, Request, get, post
from litestar.response.base import ASGIResponse
from msgspec import json

from galleria.faces.home import (
    HomeExample,
    HomeLink,
    HomeLogin,
    HomeOrganization,
    HomeStore,
    HomeView,
)
from galleria.faces.routes import FaceRequest, routes
from galleria.ops.demo import DemoOrganization, demo_organizations
from tests.faces.sample_api import sample_openapi

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.bm90LWEtcmVhbC1zaWduYXR1cmU"


async def demo_home(_request: FaceRequest) -> HomeView:
    return HomeView("0.1.0", tuple(map(_organization, demo_organizations())))


def _organization(demo: DemoOrganization) -> HomeOrganization:
    branding = demo.stores[0].branding
    items = demo.items[:: len(demo.items) // 16]
    facts = f"{len(demo.items):,} products in {len(demo.categories)} categories"
    return HomeOrganization(
        slug=demo.slug,
        name=demo.name,
        tagline=branding.tagline,
        picture=branding.logo_url,
        token=TOKEN,
        note="The token lasts twelve hours; load this page again for a new one.",
        stores=tuple(
            HomeStore(
                name=store.name,
                kind=store.kind,
                facts=f"{facts} · {store.currency}",
                pictures=tuple(it.media[0] for it in items[place * 8 : place * 8 + 8]),
                links=(
                    HomeLink("Store", f"/api/v1/shops/{store.slug}"),
                    HomeLink("Categories", f"/api/v1/shops/{store.slug}/categories"),
                ),
            )
            for place, store in enumerate(demo.stores)
        ),
        logins=tuple(HomeLogin(it.email, "clover-crumb-quay", it.role) for it in demo.members),
        examples=(
            HomeExample(
                "List the stores",
                f"curl 'http://127.0.0.1:8000/api/v1/stores' -H 'Authorization: Bearer {TOKEN}'",
            ),
        ),
    )


@get("/api/v1/openapi.json")
async def openapi() -> dict[str, Any]:
    return sample_openapi()


@post("/api/v1/login", status_code=200)
async def login(request: Request[Any, Any, Any]) -> ASGIResponse:
    given = await request.json()
    if given["password"] != "right":
        body = {"code": "unauthorized", "title": "Unauthorized", "detail": "Wrong password."}
        return _answer(body, 401)
    return _answer({"token": TOKEN}, 200)


@get(["/health/ready", "/health/live"])
async def health() -> dict[str, str]:
    return {"status": "ok"}


@get("/api/v1/stores")
async def stores(request: Request[Any, Any, Any]) -> ASGIResponse:
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return _answer({"code": "unauthorized", "status": 401}, 401)
    return _answer({"items": [{"name": "Clover", "price_minor": 12}], "next_cursor": None}, 200)


def _answer(body: Any, status: int) -> ASGIResponse:
    return ASGIResponse(body=json.encode(body), status_code=status, media_type="application/json")


def make_app(home: Any = demo_home) -> Litestar:
    handlers = [openapi, login, health, stores, *routes(home)]
    return Litestar(route_handlers=handlers, openapi_config=None)


app = make_app()
