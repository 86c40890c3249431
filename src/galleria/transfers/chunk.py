"""Brings some categories and products of a file to the catalog, in the caller's transaction."""

from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog import upsert_categories, upsert_products
from galleria.transfers.applied import Applied, Refusal
from galleria.transfers.keyed import keyed_category, keyed_product, source_notice
from galleria.transfers.queries import changes_recorded
from galleria.transfers.refused import refusal_of, refused_variants, variants_at_fault
from galleria.transfers.rows import (
    ImportCategory,
    ImportProduct,
    Notice,
    RefusedRow,
    Thing,
)

# Each call holds the process for its length: more rows would make other requests wait longer.
ROWS_A_CALL = 150
VARIANTS_A_CALL = 600

T = TypeVar("T", ImportCategory, ImportProduct)


class Chunk(Struct, frozen=True):
    """What is committed together, by kind; the catalog takes categories before products."""

    categories: list[ImportCategory]
    products: list[ImportProduct]
    refused: list[RefusedRow]
    notices: list[Notice]


def chunk_of(things: list[Thing]) -> Chunk:
    """Part the things by kind, each in its order."""
    chunk = Chunk([], [], [], [])
    for thing in things:
        match thing:
            case ImportCategory():
                chunk.categories.append(thing)
            case ImportProduct():
                chunk.products.append(thing)
            case RefusedRow():
                chunk.refused.append(thing)
            case Notice():
                chunk.notices.append(thing)
    return chunk


def weight(thing: Thing) -> int:
    """Return how many rows of the catalog, or lines of a report, a thing is."""
    return len(thing.variants) if isinstance(thing, ImportProduct) else 1


async def apply_chunk(tx: Tx, *, catalog_id: UUID, chunk: Chunk) -> list[Applied]:
    """Write the chunk's categories, then its products; what each came to. NotFound (catalog).

    A product whose variant is refused goes on without that variant, unless it has no other.
    """
    applied: list[Applied] = []
    for categories in _calls(chunk.categories):
        applied += await _apply_categories(tx, catalog_id, categories)
    for products in _calls(chunk.products):
        applied += await _apply_products(tx, catalog_id, products)
    return applied


def _calls(things: list[T]) -> list[list[T]]:
    calls: list[list[T]] = []
    room = 0
    for thing in things:
        size = weight(thing)
        if not calls or room < size or len(calls[-1]) == ROWS_A_CALL:
            calls.append([])
            room = VARIANTS_A_CALL
        calls[-1].append(thing)
        room -= size
    return calls


async def _apply_categories(
    tx: Tx, catalog_id: UUID, categories: list[ImportCategory]
) -> list[Applied]:
    rows = [keyed_category(category) for category in categories]
    outcomes = await upsert_categories(tx, catalog_id=catalog_id, rows=[*rows])
    changes = await _changes(tx, outcomes)
    return [
        _applied(category, outcome, changes)
        for category, outcome in zip(categories, outcomes, strict=True)
    ]


async def _apply_products(tx: Tx, catalog_id: UUID, products: list[ImportProduct]) -> list[Applied]:
    rows = [keyed_product(product) for product in products]
    outcomes = await upsert_products(
        tx, catalog_id=catalog_id, rows=[*rows], keep_absent_variants=True
    )
    refused_rows = await _without_wrong_variants(tx, catalog_id, products, outcomes)
    changes = await _changes(tx, outcomes)
    applied: list[Applied] = []
    for product, row, outcome in zip(products, rows, outcomes, strict=True):
        one = _applied(product, outcome, changes)
        if outcome.status != "refused":
            refusals = refused_rows.get(outcome.index, ())
            notice = source_notice(product, row)
            one = msgspec.structs.replace(one, refusals=refusals, notice=notice)
        applied.append(one)
    return applied


async def _without_wrong_variants(
    tx: Tx, catalog_id: UUID, products: list[ImportProduct], outcomes: list[RowOutcome]
) -> dict[int, tuple[Refusal, ...]]:
    """Try products again without the variants at fault; their new outcomes replace the old."""
    wrong: dict[int, dict[int, list[FieldError]]] = {}
    for outcome in outcomes:
        found = variants_at_fault(products[outcome.index], outcome)
        if found:
            wrong[outcome.index] = found
    if not wrong:
        return {}
    sound = [_without(products[index], found) for index, found in wrong.items()]
    again = await upsert_products(
        tx,
        catalog_id=catalog_id,
        rows=[keyed_product(product) for product in sound],
        keep_absent_variants=True,
    )
    refusals: dict[int, tuple[Refusal, ...]] = {}
    for index, outcome in zip(wrong, again, strict=True):
        if outcome.status != "refused":
            outcomes[index] = msgspec.structs.replace(outcome, index=index)
            refusals[index] = refused_variants(products[index], wrong[index])
    return refusals


def _without(product: ImportProduct, wrong: dict[int, list[FieldError]]) -> ImportProduct:
    variants = tuple(
        variant for place, variant in enumerate(product.variants) if place not in wrong
    )
    return msgspec.structs.replace(product, variants=variants)


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


def _applied(
    thing: ImportCategory | ImportProduct, outcome: RowOutcome, changes: dict[UUID, list[str]]
) -> Applied:
    match outcome.status:
        case "created" | "unchanged":
            return Applied(thing, outcome.status, ())
        case "updated":
            assert outcome.id is not None
            return Applied(thing, "updated", tuple(changes.get(outcome.id, ())))
        case status:
            assert status == "refused", "an upsert has no other outcome"
            return Applied(thing, "refused", (), (refusal_of(thing, outcome.errors),))
