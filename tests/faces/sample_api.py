"""A small API in the very shape the real one is described in, for trying the reference's page."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.bulk import Bulk, BulkMode, BulkOutcome
from galleria.base.endpoints import Endpoint, command
from galleria.base.money import Currency, PriceMinor
from galleria.base.openapi import describe
from galleria.base.pages import Page, PageQuery
from galleria.base.refusals import Conflict
from galleria.base.tx import ReadTx, Tx

Name = Annotated[str, Meta(min_length=1, max_length=200, description="As shoppers read it.")]


class Branding(Struct, frozen=True, forbid_unknown_fields=True):
    colour: Annotated[str, Meta(pattern="^#[0-9a-f]{6}$", examples=["#3f7871"])]
    tagline: str | None = None


class StoreOpened(Struct, frozen=True):
    """A store as it stands."""

    store_id: UUID
    name: Name
    kind: Literal["online", "till", "gift"]
    currency: Currency
    branding: Branding
    version: int


class OpenStore(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    kind: Literal["online", "till", "gift"]
    currency: Currency
    branding: Branding
    opening_price_minor: PriceMinor = 0


class CategoryRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A category of the tree."""

    name: Name
    parent_id: UUID | None = None
    branding: Branding | None = None
    metadata: dict[str, str] = {}


class SlugTaken(Conflict, Exception):
    code = "slug_taken"
    title = "Another store has this slug"


async def list_stores(tx: ReadTx, *, query: PageQuery) -> Page[StoreOpened]:
    """List the organization's stores, by name."""
    raise NotImplementedError


async def open_store(tx: Tx, *, body: OpenStore) -> StoreOpened:
    """Open a store.

    It begins as a draft: shoppers do not see it before it is made active. The slug is made of the
    name, and SlugTaken says when another store has it.

    - One statement writes the store.
    - An event `store.created` is recorded with it.
    """
    raise NotImplementedError


async def close_store(tx: Tx, *, store_id: UUID, if_match: int) -> None:
    """Close a store for good."""
    raise NotImplementedError


async def add_categories(
    tx: Tx, *, catalog_id: UUID, body: Bulk[CategoryRow], query: BulkMode
) -> BulkOutcome:
    """Add categories to a catalog, every row answered for."""
    raise NotImplementedError


async def show_store(tx: ReadTx) -> StoreOpened:
    """Show the store to a shopper."""
    raise NotImplementedError


ENDPOINTS: list[Endpoint] = [
    command("GET", "/stores", list_stores, permission="stores:read"),
    command(
        "POST",
        "/stores",
        open_store,
        permission="stores:write",
        status=201,
        idempotent=True,
        refusals=(SlugTaken,),
    ),
    command("DELETE", "/stores/{store_id}", close_store, permission="stores:write"),
    command(
        "POST",
        "/catalogs/{catalog_id}/categories",
        add_categories,
        permission="catalog:write",
        idempotent=True,
    ),
    command("GET", "/shops/{store_slug}", show_store, permission=None),
]


def sample_openapi() -> dict[str, Any]:
    return describe(ENDPOINTS, version="0.0.0", prefix="/api/v1")
