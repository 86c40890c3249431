"""A product's own fields as a row gives them, and what is wrong with each by itself; pure."""

from typing import Any

import msgspec
from msgspec import UNSET, Raw

from galleria.base.free_json import NO_OBJECT, object_errors
from galleria.base.refusals import FieldError
from galleria.catalog.attributes.rules import Definition, attribute_errors
from galleria.catalog.fields import NO_LIST, SOURCE_BYTES_MAX, Seo, tidy_tag
from galleria.catalog.products.modifiers import modifier_errors
from galleria.catalog.products.queries import ProductRow
from galleria.catalog.products.rows import BundlePart, ProductSent
from galleria.catalog.rows import given

SENT = (
    "kind", "status", "publish_at", "name", "slug", "external_key", "description", "brand", "tags",
    "tax_class", "fulfilment_partner", "attributes", "seo", "source_raw", "sort_order",
)  # fmt: skip
PUBLISH_YEAR_MAX = 2200
STANDARD_TAX = "standard"
CLEARED = {
    "description": "", "tax_class": STANDARD_TAX, "attributes": NO_OBJECT, "seo": NO_OBJECT,
    "slug": "",
}  # fmt: skip

_encode = msgspec.json.Encoder().encode


def own_fields(fields: ProductSent) -> dict[str, Any]:
    """Return the fields that were sent, as they are kept; without categories, options, parts."""
    sent = given(fields, SENT, CLEARED)
    if isinstance(seo := sent.get("seo"), Seo):
        sent["seo"] = seo.kept()
    if fields.tags:
        sent["tags"] = [tidy_tag(tag) for tag in fields.tags]
    if fields.media is not UNSET:
        sent["media"] = Raw(_encode(fields.media)) if fields.media else NO_LIST
    if fields.modifiers is not UNSET:
        sent["modifiers"] = Raw(_encode(fields.modifiers)) if fields.modifiers else NO_LIST
    return sent


def own_errors(
    fields: ProductSent,
    sent: dict[str, Any],
    before: ProductRow | None,
    definitions: list[Definition],
) -> list[FieldError]:
    """Return everything wrong with the fields that were sent."""
    errors: list[FieldError] = []
    attributes: Raw | None = sent.get("attributes")
    if attributes is not None:
        errors += object_errors(attributes, "/attributes")
    if definitions and not errors and (attributes is not None or before is None):
        errors += attribute_errors(attributes or NO_OBJECT, definitions)
    if source := sent.get("source_raw"):
        errors += object_errors(source, "/source_raw", bytes_max=SOURCE_BYTES_MAX)
    if fields.modifiers:
        errors += modifier_errors(fields.modifiers)
    if fields.tags:
        errors += _tag_errors(sent["tags"])
    if fields.publish_at and not 1970 < fields.publish_at.year < PUBLISH_YEAR_MAX:
        detail = f"Between 1971 and {PUBLISH_YEAR_MAX - 1}."
        errors.append(FieldError("/publish_at", "range", detail))
    return errors


def set_bundle(sent: dict[str, Any], fields: ProductSent, base: ProductRow) -> list[FieldError]:
    """Clear what is no longer a bundle of its parts; return what is wrong with parts as sent.

    Which variants they are is decided when all rows are known.
    """
    kind = sent.get("kind", base.kind)
    if kind != "bundle":
        if base.bundle != NO_LIST:
            sent["bundle"] = NO_LIST
        return [] if not fields.bundle else [_bundle_error("kind", "Only a bundle has parts.")]
    if fields.bundle is UNSET:
        is_empty = base.bundle == NO_LIST
        return [_bundle_error("missing", "A bundle needs parts.")] if is_empty else []
    if not fields.bundle:
        return [_bundle_error("missing", "A bundle needs parts.")]
    return [error for place, part in enumerate(fields.bundle) for error in _part(part, place)]


def _part(part: BundlePart, place: int) -> list[FieldError]:
    if (part.sku is None) != (part.variant_id is None):
        return []
    detail = "Name the variant by its `sku` or by its `variant_id`."
    return [FieldError(f"/bundle/{place}", "ambiguous" if part.sku else "missing", detail)]


def _bundle_error(code: str, detail: str) -> FieldError:
    return FieldError("/bundle", code, detail)


def _tag_errors(tags: list[str]) -> list[FieldError]:
    if len(set(tags)) == len(tags):
        return []
    return [
        FieldError(f"/tags/{place}", "repeated", f"{tag!r} stands here twice.")
        for place, tag in enumerate(tags)
        if tag in tags[:place]
    ]
