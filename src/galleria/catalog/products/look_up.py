"""Read what the rows of a call concern: a statement, and more for bundles."""

import asyncio
from uuid import UUID

from msgspec import UNSET

from galleria.base.tx import Tx
from galleria.catalog.claims import Code
from galleria.catalog.products.bundles import loosened
from galleria.catalog.products.draft import Wanted
from galleria.catalog.products.plan import codes_sent
from galleria.catalog.products.queries import (
    NamedThing,
    PartRow,
    PartUse,
    bundles_with,
    product_codes,
    variants_named,
)
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.queries import LockedCatalog

MANY = 200
KINDS = ("sku", "barcode", "slug", "external_key")


async def look_up(tx: Tx, catalog: LockedCatalog, wanted: list[Wanted]) -> Surroundings:
    """Return what the rows need to know of their catalog: at most 3 statements."""
    rows = await _named(tx, catalog.catalog_id, wanted)
    return Surroundings(
        currency=catalog.currency,
        definitions=catalog.definitions,
        category_ids={row.owner_id for row in rows if row.kind == "category_id"},
        category_keys={
            row.value: row.owner_id for row in rows if row.kind == "category_external_key"
        },
        holders=_holders(rows, wanted),
        parts=await _parts(tx, catalog.catalog_id, wanted),
        uses=await _uses(tx, wanted),
    )


def _holders(rows: list[NamedThing], wanted: list[Wanted]) -> dict[Code, UUID]:
    """Return who has each code. A slug that one has in some language is no other's own."""
    holders: dict[Code, UUID] = {
        (row.kind, row.value): row.owner_id for row in rows if row.kind in KINDS
    }
    translated = [row for row in rows if row.kind == "translated_slug"]
    if not translated:
        return holders
    asked = {row.product_id: codes_sent(row) for row in wanted}
    for row in translated:
        code = ("slug", row.value)
        if code not in asked.get(row.owner_id, ()):
            holders.setdefault(code, row.owner_id)
    return holders


async def _named(tx: Tx, catalog_id: UUID, wanted: list[Wanted]) -> list[NamedThing]:
    # Of many rows beside the event loop, on which others wait.
    values = _codes(wanted) if len(wanted) < MANY else await asyncio.to_thread(_codes, wanted)
    category_ids, category_keys = _categories(wanted)
    if not (category_ids or category_keys or any(values.values())):
        return []
    return await product_codes(
        tx,
        catalog_id=catalog_id,
        skus=values["sku"],
        barcodes=values["barcode"],
        slugs=values["slug"],
        external_keys=values["external_key"],
        category_ids=category_ids,
        category_keys=category_keys,
    )


def _codes(wanted: list[Wanted]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, value in {code for row in wanted for code in codes_sent(row)}:
        values[kind].append(value)
    return values


def _categories(wanted: list[Wanted]) -> tuple[list[UUID], list[str]]:
    ids: set[UUID] = set()
    keys: set[str] = set()
    for row in wanted:
        fields = row.fields
        if fields.category_id:
            ids.add(fields.category_id)
        if fields.category_external_key:
            keys.add(fields.category_external_key)
        if fields.further_category_ids:
            ids.update(fields.further_category_ids)
        if fields.further_category_external_keys:
            keys.update(fields.further_category_external_keys)
    return list(ids), list(keys)


async def _parts(tx: Tx, catalog_id: UUID, wanted: list[Wanted]) -> list[PartRow]:
    named = [part for row in wanted if row.fields.bundle is not UNSET for part in row.fields.bundle]
    if not named:
        return []
    return await variants_named(
        tx,
        catalog_id=catalog_id,
        skus=list({part.sku for part in named if part.sku}),
        variant_ids=list({part.variant_id for part in named if part.variant_id}),
    )


async def _uses(tx: Tx, wanted: list[Wanted]) -> list[PartUse]:
    loose = loosened(wanted)
    return await bundles_with(tx, variant_ids=loose) if loose else []
