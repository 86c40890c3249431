"""The whole product in this process: HTTP in front, PostgreSQL behind, a worker beside."""

import io
import secrets
from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import Struct

from galleria.app import serving
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.base.shell import App
from galleria.tenants import NewOrganization, NewOwner, create_organization

PASSWORD = "correct horse battery"


class Merchant(Struct):
    """An organization whose owner is signed in at `client`."""

    slug: str
    email: str
    client: httpx.AsyncClient


# A module's: its worker would take the jobs of tests that come later.
@pytest.fixture(scope="module")
async def app(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    settings = Settings(database_url=server_url, data=tmp_path_factory.mktemp("data"))
    async with serving(settings, Log(io.StringIO()), with_worker=True) as app:
        yield app


@pytest.fixture
async def shopper(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        yield client


@pytest.fixture
async def merchant(app: App, database: Database) -> AsyncIterator[Merchant]:
    merchant = await given_merchant(app, database)
    yield merchant
    await merchant.client.aclose()


async def given_merchant(app: App, database: Database) -> Merchant:
    """Create an organization and sign its owner in over HTTP."""
    slug = f"shop-{secrets.token_hex(6)}"
    email = f"owner@{slug}.example"
    body = NewOrganization(name="Test Shops", slug=slug, owner=NewOwner(email))
    await create_organization(database, body=body, password=PASSWORD)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1")
    signed_in = await client.post("/login", json={"email": email, "password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.text
    client.headers["authorization"] = f"Bearer {signed_in.json()['token']}"
    return Merchant(slug, email, client)


@pytest.fixture
async def other(app: App, database: Database) -> AsyncIterator[Merchant]:
    """The owner of another organization."""
    other = await given_merchant(app, database)
    yield other
    await other.client.aclose()
