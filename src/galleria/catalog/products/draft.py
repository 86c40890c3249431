"""From what was sent to the product it would make, one row at a time; pure."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.free_json import NO_OBJECT, object_errors
from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code
from galleria.catalog.fields import NO_LIST, SOURCE_BYTES_MAX, changed_names
from galleria.catalog.products.queries import ProductRow, VariantRow
from galleria.catalog.products.rows import Option, ProductSent
from galleria.catalog.products.variants import fitting_options, merge, option_errors
from galleria.catalog.rows import given
from galleria.catalog.slugs import slug_of, with_suffix

SENT = (
    "name", "slug", "external_key", "description", "brand", "tax_class", "fulfilment_partner",
    "attributes", "source_raw", "is_active", "sort_order",
)  # fmt: skip
STANDARD_TAX = "standard"
CLEARED = {"description": "", "tax_class": STANDARD_TAX, "attributes": NO_OBJECT, "slug": ""}
CATEGORY_NAMES = ("category_id", "category_external_key")


class Wanted(Struct, frozen=True):
    """A row of a call, and the product it is about as it was; None: to be made."""

    index: int
    product_id: UUID
    fields: ProductSent
    before: ProductRow | None
    variants: list[VariantRow]
    keep_absent_variants: bool = False


class Draft(Struct, frozen=True):
    """A row that could be done. `changed` are the product's own fields, `variants` apart."""

    index: int
    before: ProductRow | None
    after: ProductRow
    changed: list[str]
    variants_before: list[VariantRow]
    variants: list[VariantRow]

    @property
    def is_resold(self) -> bool:
        """Whether there is anything to write of its variants."""
        return self.variants is not self.variants_before

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.changed) or self.is_resold


class Named(Struct, frozen=True):
    """The categories that rows name and the catalog has."""

    ids: set[UUID]
    keys: dict[str, UUID]


def base_slug(name: str) -> str:
    """Return the slug that a name makes."""
    return slug_of(name, otherwise="product")


def makes_slug(wanted: Wanted) -> bool:
    """Say whether the row's slug is to be made from its name."""
    return wanted.fields.slug is None or (wanted.before is None and not wanted.fields.slug)


def slug_codes(wanted: Wanted) -> list[Code]:
    """Return the slugs that the row may get, when it is made from the name."""
    if not makes_slug(wanted):
        return []
    name = wanted.fields.name or (wanted.before.name if wanted.before else "")
    slug = base_slug(name)
    return [("slug", slug), ("slug", with_suffix(slug, wanted.product_id))]


def draft(wanted: Wanted, categories: Named, currency: str) -> Draft | list[FieldError]:
    """Return the product as the row wants it, or everything wrong with the row.

    `currency` is that of prices that name none.
    """
    fields, before = wanted.fields, wanted.before
    base = before or _blank(wanted.product_id)
    sent = given(fields, SENT, CLEARED)
    merged = merge(
        fields,
        wanted.variants,
        product_id=wanted.product_id,
        currency=currency,
        keep_absent=wanted.keep_absent_variants,
    )
    errors = [*_object_errors(sent), *merged.errors]
    category = _category(fields, base.category_id, categories)
    if isinstance(category, FieldError):
        errors.append(category)
    elif category != base.category_id:
        sent["category_id"] = category
    if fields.media is not UNSET:
        sent["media"] = Raw(msgspec.json.encode(fields.media))
    if not merged.errors:
        errors += _set_options(sent, fields, base, merged.variants, wanted.variants)
    if errors:
        return errors
    variants = wanted.variants if merged.variants == wanted.variants else merged.variants
    after = msgspec.structs.replace(base, **sent) if sent else base
    # What is new has changed anyway, and there may be thousands.
    changed = changed_names(base, after, sent) if before else []
    return Draft(wanted.index, before, after, changed, wanted.variants, variants)


def _set_options(
    sent: dict[str, Any],
    fields: ProductSent,
    base: ProductRow,
    variants: list[VariantRow],
    before: list[VariantRow],
) -> list[FieldError]:
    if fields.options is UNSET and variants is before:
        return []
    if fields.options is UNSET:
        options = msgspec.json.decode(base.options, type=list[Option])
    else:
        options = fitting_options(fields.options, variants)
        sent["options"] = Raw(msgspec.json.encode(options))
    are_sent = fields.variants is not UNSET
    return option_errors(options, variants, are_sent=are_sent)


def _object_errors(sent: dict[str, Any]) -> list[FieldError]:
    errors: list[FieldError] = []
    if attributes := sent.get("attributes"):
        errors += object_errors(attributes, "/attributes")
    if source := sent.get("source_raw"):
        errors += object_errors(source, "/source_raw", bytes_max=SOURCE_BYTES_MAX)
    return errors


def _category(
    fields: ProductSent, before: UUID | None, categories: Named
) -> UUID | FieldError | None:
    named = [name for name in CATEGORY_NAMES if getattr(fields, name) is not UNSET]
    if not named:
        return before
    if len(named) > 1:
        return FieldError(f"/{named[1]}", "ambiguous", "Name the category in one way only.")
    (name,) = named
    value = getattr(fields, name)
    if value is None:
        return None
    if name == "category_id":
        found = value if value in categories.ids else None
    else:
        found = categories.keys.get(value)
    return found or FieldError(f"/{name}", "not_found", "There is no such category here.")


def _blank(product_id: UUID) -> ProductRow:
    return ProductRow(
        product_id=product_id,
        category_id=None,
        external_key=None,
        name="",
        slug="",
        description="",
        brand=None,
        tax_class=STANDARD_TAX,
        fulfilment_partner=None,
        options=NO_LIST,
        attributes=NO_OBJECT,
        media=NO_LIST,
        source_raw=None,
        is_active=True,
        sort_order=0,
        version=0,
    )
