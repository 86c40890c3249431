"""Brings some categories and products of a file to the catalog, in the caller's transaction."""

import asyncio
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk import RowOutcome
from galleria.base.tx import Tx
from galleria.catalog import (
    Definition,
    Merge,
    Merged,
    MergeRow,
    locked,
    merge_products,
    upsert_categories,
)
from galleria.transfers.applied import Applied
from galleria.transfers.keyed import keyed_category, source_notice
from galleria.transfers.prepared import Ready, Thing
from galleria.transfers.queries import categories_called, changes_recorded
from galleria.transfers.refused import refusal_of, refused_by_mode, refused_variants
from galleria.transfers.rows import ImportCategory, Notice, RefusedRow

# Each call holds the process for its length: more rows would make other requests wait longer.
ROWS_A_CALL = 150


class Chunk(Struct, frozen=True):
    """What is committed together, by kind; the catalog takes categories before products."""

    categories: list[ImportCategory]
    products: list[Ready]
    refused: list[RefusedRow]
    notices: list[Notice]


def chunk_of(things: list[Thing]) -> Chunk:
    """Part the things by kind, each in its order."""
    chunk = Chunk([], [], [], [])
    for thing in things:
        match thing:
            case ImportCategory():
                chunk.categories.append(thing)
            case Ready():
                chunk.products.append(thing)
            case RefusedRow():
                chunk.refused.append(thing)
            case Notice():
                chunk.notices.append(thing)
    return chunk


def weight(thing: Thing) -> int:
    """Return how many rows of the catalog, or lines of a report, a thing is."""
    return thing.variants if isinstance(thing, Ready) else 1


async def apply_chunk(tx: Tx, merge: Merge, chunk: Chunk) -> list[Applied]:
    """Write the chunk's categories, then its products; what each came to. NotFound (catalog).

    A product whose variant is refused goes on without that variant, unless it has no other.
    """
    applied: list[Applied] = []
    for start in range(0, len(chunk.categories), ROWS_A_CALL):
        categories = chunk.categories[start : start + ROWS_A_CALL]
        applied += await _apply_categories(tx, merge, categories)
    if chunk.products:
        applied += await _apply_products(tx, merge, chunk.products)
    return applied


async def _apply_products(tx: Tx, merge: Merge, products: list[Ready]) -> list[Applied]:
    catalog = await locked(tx, merge.catalog_id, rows=len(products), shows_later=True)
    # In a thread, like all that takes long: whoever else is on the event loop hardly waits.
    rows = await asyncio.to_thread(_rows, products, catalog.definitions)
    merged = await merge_products(tx, catalog, merge, rows)
    return await asyncio.to_thread(lambda: list(map(_product, products, merged)))


def _rows(products: list[Ready], definitions: list[Definition]) -> list[MergeRow]:
    return [ready.row(definitions) for ready in products]


def _product(ready: Ready, merged: Merged) -> Applied:
    product, outcome = ready.thing, merged.outcome
    match outcome.status:
        case "created" | "updated" | "unchanged":
            refusals = refused_variants(product, merged.left_out) if merged.left_out else ()
            changed = tuple(merged.changed)
            return Applied(product, outcome.status, changed, refusals, source_notice(product))
        case status:
            assert status == "refused", "a merge has no other outcome"
            return Applied(product, "refused", (), (refusal_of(product, outcome.errors),))


async def _apply_categories(
    tx: Tx, merge: Merge, categories: list[ImportCategory]
) -> list[Applied]:
    """Bring categories; those that a path made on its way to a product come in every mode."""
    applied: list[Applied] = []
    if merge.mode in {"create", "update"}:
        own = [category.external_key for category in categories if category.rows]
        there = set(await categories_called(tx, catalog_id=merge.catalog_id, external_keys=own))
        refused = [refused_by_mode(one, merge.mode, there) for one in categories]
        applied = [one for one in refused if one is not None]
        pairs = zip(categories, refused, strict=True)
        categories = [category for category, one in pairs if one is None]
    outcomes = await upsert_categories(
        tx, catalog_id=merge.catalog_id, rows=[keyed_category(one) for one in categories]
    )
    changes = await _changes(tx, outcomes)
    pairs = zip(categories, outcomes, strict=True)
    return applied + [_category(category, outcome, changes) for category, outcome in pairs]


async def _changes(tx: Tx, outcomes: list[RowOutcome]) -> dict[UUID, list[str]]:
    """Return which fields were changed, as the catalog recorded it: 1 statement, or none."""
    updated = {row.id: row.version for row in outcomes if row.status == "updated" and row.id}
    if not updated:
        return {}
    versions = [version or 0 for version in updated.values()]
    changes: dict[UUID, list[str]] = {}
    for row in await changes_recorded(tx, subject_ids=list(updated), versions=versions):
        said = ["parent"] if row.changed is None else msgspec.json.decode(row.changed)
        changes.setdefault(row.subject_id, []).extend(said)
    return changes


def _category(
    category: ImportCategory, outcome: RowOutcome, changes: dict[UUID, list[str]]
) -> Applied:
    match outcome.status:
        case "created" | "unchanged":
            return Applied(category, outcome.status, ())
        case "updated":
            assert outcome.id is not None
            return Applied(category, "updated", tuple(changes.get(outcome.id, ())))
        case status:
            assert status == "refused", "an upsert has no other outcome"
            return Applied(category, "refused", (), (refusal_of(category, outcome.errors),))
