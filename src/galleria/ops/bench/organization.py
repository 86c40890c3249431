"""The merchant of a bench: an organization of its own with an owner who is signed in."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from msgspec import Struct

from galleria.base.config import Settings
from galleria.base.context import Context, system_context
from galleria.base.database import Database
from galleria.ops.bench.client import HttpClient, as_json
from galleria.ops.database import login_urls
from galleria.ops.migrator import administrator
from galleria.ops.roles import Connection
from galleria.tenants import NewOrganization, NewOwner, create_organization


class Merchant(Struct, frozen=True):
    """An organization, and how its owner signs in."""

    org_id: UUID
    slug: str
    email: str
    password: str

    @property
    def context(self) -> Context:
        """The context of work done for it without HTTP, dated now."""
        return system_context(self.org_id, request_id="bench")


class _SignedIn(Struct, frozen=True):
    token: str


async def new_merchant(database: Database) -> Merchant:
    """Create an organization nobody else uses; in a database that is kept, it stays."""
    name = f"bench-{secrets.token_hex(6)}"
    email, password = f"owner@{name}.example", secrets.token_urlsafe(18)
    body = NewOrganization(name=name, slug=name, owner=NewOwner(email=email))
    created = await create_organization(database, body=body, password=password)
    return Merchant(created.org_id, name, email, password)


@asynccontextmanager
async def connected_as(settings: Settings, merchant: Merchant) -> AsyncGenerator[Connection]:
    """Connect as the app's role inside the organization, to look while others work."""
    async with administrator(login_urls(settings)[0]) as connection:
        await connection.execute(f"SET app.org_id = '{merchant.org_id}'")
        yield connection


async def token_of(merchant: Merchant, client: HttpClient) -> str:
    """Sign the owner in over HTTP, as anybody does."""
    body = as_json({"email": merchant.email, "password": merchant.password})
    return (await client.post("/api/v1/login", body)).json(_SignedIn).token
