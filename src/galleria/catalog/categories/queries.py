"""Typed doors to queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class CategoryRow(Struct, frozen=True):
    """A category as writers see it."""

    category_id: UUID
    parent_id: UUID | None
    external_key: str | None
    name: str
    slug: str
    description: str
    colour: str | None
    icon: str | None
    image_url: str | None
    sort_order: int
    metadata: Raw
    is_active: bool
    kind: str
    filter: Raw | None
    product_order: str
    seo: Raw
    version: int


class TreeRow(Struct, frozen=True):
    category_id: UUID
    parent_id: UUID | None
    kind: str


class SmartFact(Struct, frozen=True):
    """What is so of a category, or of an attribute."""

    fact: str
    subject: str


class CodeRow(Struct, frozen=True):
    """Who has a code; or, of the kind 'place', where somebody is in the tree."""

    kind: str
    value: str
    owner_id: UUID
    parent_id: UUID | None


class Contents(Struct, frozen=True):
    category_id: UUID
    subcategories: int
    products: int
    in_filters_of: list[UUID]


class Heir(Struct, frozen=True):
    """Who gets what was in a deleted category; null: nobody."""

    from_id: UUID
    to_id: UUID | None


class MovedCategory(Struct, frozen=True):
    category_id: UUID
    from_id: UUID
    to_id: UUID | None
    version: int


@query
async def tree_of(tx: ReadTx, *, catalog_id: UUID) -> list[TreeRow]: ...


@query
async def categories_by_ids(
    tx: ReadTx, *, catalog_id: UUID, category_ids: list[UUID]
) -> list[CategoryRow]: ...


@query
async def categories_by_keys(
    tx: ReadTx, *, catalog_id: UUID, external_keys: list[str]
) -> list[CategoryRow]: ...


@query
async def category_codes(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    slugs: list[str],
    external_keys: list[str],
    category_ids: list[UUID],
) -> list[CodeRow]: ...


@query
async def insert_categories(
    tx: Tx, *, catalog_id: UUID, rows: list[CategoryRow], now: datetime
) -> int: ...


@query
async def update_categories(
    tx: Tx, *, catalog_id: UUID, rows: list[CategoryRow], now: datetime
) -> None: ...


@query
async def contents_of(
    tx: ReadTx, *, catalog_id: UUID, category_ids: list[UUID]
) -> list[Contents]: ...


@query
async def move_subcategories(
    tx: Tx, *, catalog_id: UUID, category_ids: list[UUID], heirs: list[Heir], now: datetime
) -> list[MovedCategory]: ...


@query
async def take_products(tx: Tx, *, catalog_id: UUID, heirs: list[Heir]) -> list[UUID]: ...


@query
async def rehome_products(
    tx: Tx,
    *,
    catalog_id: UUID,
    product_ids: list[UUID],
    from_ids: list[UUID],
    to_ids: list[UUID | None],
    now: datetime,
) -> None: ...


@query
async def delete_categories(tx: Tx, *, catalog_id: UUID, category_ids: list[UUID]) -> None: ...


@query
async def smart_facts(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    filtered_ids: list[UUID],
    attribute_keys: list[str],
    becoming_ids: list[UUID],
) -> list[SmartFact]: ...
