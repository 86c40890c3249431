"""From the codes in the rows of a call to variants: 1 statement, any number of rows."""

from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import FieldError
from galleria.base.tx import ReadTx
from galleria.catalog import one_spelling
from galleria.stock.fields import VariantNamed
from galleria.stock.writes.queries import NamedVariant, variants_named

R = TypeVar("R", bound=VariantNamed)


class Meant(Struct, frozen=True):
    """Which variant each row means, and what is wrong with those that mean none, by place."""

    variants: dict[int, UUID]
    errors: dict[int, list[FieldError]]


async def look_up_variants(tx: ReadTx, rows: dict[int, R]) -> Meant:
    """Find each row's variant; one that stock can be kept of, and one only."""
    codes = [one_spelling(row.barcode) if row.barcode else None for row in rows.values()]
    found = await variants_named(
        tx,
        places=list(rows),
        variant_ids=[row.variant_id for row in rows.values()],
        skus=[row.sku for row in rows.values()],
        barcodes=codes,
        catalog_ids=[row.catalog_id for row in rows.values()],
    )
    meant: dict[int, list[NamedVariant]] = {}
    for variant in found:
        meant.setdefault(variant.place, []).append(variant)
    variants: dict[int, UUID] = {}
    errors: dict[int, list[FieldError]] = {}
    for place, row in rows.items():
        if wrong := _errors(row, meant.get(place, [])):
            errors[place] = wrong
        else:
            variants[place] = meant[place][0].variant_id
    return Meant(variants, errors)


def _errors(row: VariantNamed, meant: list[NamedVariant]) -> list[FieldError]:
    said = [name for name in ("variant_id", "sku", "barcode") if getattr(row, name) is not None]
    if len(said) != 1:
        detail = "Name the variant by one of variant_id, sku and barcode."
        return [FieldError("", "one_name", detail)]
    pointer = f"/{said[0]}"
    if not meant:
        return [FieldError(pointer, "not_found", "There is no such variant.")]
    if len(meant) > 1:
        detail = "Several catalogs have it; name the catalog, too."
        return [FieldError(pointer, "ambiguous", detail)]
    if meant[0].kind == "bundle":
        detail = "A bundle has no stock of its own: its parts have."
        return [FieldError(pointer, "bundle", detail)]
    return []
