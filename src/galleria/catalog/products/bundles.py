"""What bundles are made of: variants of the same catalog, none of them of a bundle; pure."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.refusals import FieldError
from galleria.catalog.fields import NO_LIST, is_same
from galleria.catalog.products.draft import Draft, Wanted
from galleria.catalog.products.generated import generates
from galleria.catalog.products.queries import PartRow, PartUse
from galleria.catalog.products.rows import BundlePart, ProductSent
from galleria.catalog.products.surroundings import Surroundings

Faults = dict[int, list[FieldError]]


class Part(Struct, frozen=True):
    """What a bundle has of a variant."""

    variant_id: UUID
    quantity: int


class _Known(Struct, frozen=True):
    """Whose the variants will be, and which have a SKU, when all rows are done."""

    owners: dict[UUID, UUID]
    skus: dict[str, UUID]
    bundles: set[UUID]


def parts_of(bundle: Raw) -> list[Part]:
    """Return a product's parts as they are kept."""
    return [] if bundle == NO_LIST else msgspec.json.decode(bundle, type=list[Part])


def loosened(wanted: list[Wanted]) -> list[UUID]:
    """Return the variants that no bundle may have when the rows are done: gone, or a bundle's.

    Some that stay may be among them.
    """
    return [variant_id for row in wanted if row.before for variant_id in _loosened(row)]


def _loosened(row: Wanted) -> list[UUID]:
    fields, before = row.fields, row.before
    becomes_bundle = fields.kind == "bundle" and before is not None and before.kind != "bundle"
    if becomes_bundle or generates(fields, before):
        return [there.variant_id for there in row.variants]
    if fields.variants is UNSET or row.keep_absent_variants:
        return []
    ids = {sent.variant_id for sent in fields.variants}
    values = {tuple(sent.option_values or ()) for sent in fields.variants if not sent.variant_id}
    return [
        there.variant_id
        for there in row.variants
        if there.variant_id not in ids and tuple(there.option_values) not in values
    ]


def settle_bundles(
    drafts: dict[int, Draft], sent: dict[int, ProductSent], around: Surroundings
) -> tuple[dict[int, Draft], Faults]:
    """Return the rows with their bundles filled in, and those that cannot be, if all are done."""
    is_concerned = around.parts or around.uses
    if not is_concerned and all(row.after.kind != "bundle" for row in drafts.values()):
        return drafts, {}
    known = _known(drafts, around.parts)
    faults: Faults = {}
    settled = dict(drafts)
    for index, drafted in drafts.items():
        wanted = sent[index].bundle
        if drafted.after.kind != "bundle" or wanted is UNSET:
            continue
        bundle, errors = _resolved(wanted, drafted.after.product_id, known)
        if errors:
            faults[index] = errors
        else:
            settled[index] = _with_bundle(drafted, bundle)
    for index, errors in _still_used(settled, around.uses).items():
        faults.setdefault(index, []).extend(errors)
    return settled, faults


def _known(drafts: dict[int, Draft], parts: list[PartRow]) -> _Known:
    rows = {drafted.after.product_id: drafted for drafted in drafts.values()}
    owners: dict[UUID, UUID] = {}
    skus: dict[str, UUID] = {}
    bundles = {part.product_id for part in parts if part.product_kind == "bundle"} - rows.keys()
    for part in parts:
        if part.product_id not in rows:
            owners[part.variant_id] = part.product_id
            if part.sku:
                skus[part.sku] = part.variant_id
    for product_id, drafted in rows.items():
        if drafted.after.kind == "bundle":
            bundles.add(product_id)
        for row in drafted.variants:
            owners[row.variant_id] = product_id
            if row.sku:
                skus[row.sku] = row.variant_id
    return _Known(owners, skus, bundles)


def _resolved(
    wanted: list[BundlePart], product_id: UUID, known: _Known
) -> tuple[list[Part], list[FieldError]]:
    found: dict[UUID, Part] = {}
    errors: list[FieldError] = []
    for place, part in enumerate(wanted):
        at = f"/bundle/{place}"
        variant_id = part.variant_id or known.skus.get(part.sku or "")
        owner = known.owners.get(variant_id) if variant_id else None
        if variant_id is None or owner is None:
            name = "variant_id" if part.variant_id else "sku"
            errors.append(FieldError(f"{at}/{name}", "not_found", "There is no such variant here."))
        elif owner == product_id or owner in known.bundles:
            errors.append(FieldError(at, "bundle", "A bundle has no bundle in it."))
        elif variant_id in found:
            errors.append(FieldError(at, "repeated", "The bundle has it already: say how many."))
        else:
            found[variant_id] = Part(variant_id, part.quantity)
    return list(found.values()), errors


def _with_bundle(drafted: Draft, bundle: list[Part]) -> Draft:
    parts = Raw(msgspec.json.encode(bundle))
    if is_same(drafted.after.bundle, parts):
        return drafted
    after = msgspec.structs.replace(drafted.after, bundle=parts)
    changed = [*drafted.changed, "bundle"] if drafted.before else drafted.changed
    return msgspec.structs.replace(drafted, after=after, changed=changed)


def _still_used(drafts: dict[int, Draft], uses: list[PartUse]) -> Faults:
    if not uses:
        return {}
    after = {drafted.after.product_id: drafted.after for drafted in drafts.values()}
    owners = {
        row.variant_id: index
        for index, drafted in drafts.items()
        for row in drafted.variants_before
    }
    faults: Faults = {}
    for use in uses:
        index = owners.get(use.variant_id)
        bundle = after.get(use.product_id)
        if index is None or (bundle is not None and not _has(bundle.bundle, use.variant_id)):
            continue
        drafted = drafts[index]
        is_gone = all(row.variant_id != use.variant_id for row in drafted.variants)
        if not is_gone and drafted.after.kind != "bundle":
            continue
        pointer = "/variants" if is_gone else "/kind"
        detail = f"Its variant {use.variant_id} is in the bundle {use.name!r}."
        faults.setdefault(index, []).append(FieldError(pointer, "in_bundle", detail))
    return faults


def _has(bundle: Raw, variant_id: UUID) -> bool:
    return any(part.variant_id == variant_id for part in parts_of(bundle))
