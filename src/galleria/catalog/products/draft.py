"""From what was sent to the product it would make, one row at a time; pure."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.free_json import NO_OBJECT
from galleria.base.refusals import FieldError
from galleria.catalog.claims import Code
from galleria.catalog.fields import NO_LIST, changed_names
from galleria.catalog.products.generated import generated, generates
from galleria.catalog.products.options import fitting_options, option_errors
from galleria.catalog.products.own_fields import STANDARD_TAX, own_errors, own_fields, set_bundle
from galleria.catalog.products.placing import placing
from galleria.catalog.products.queries import ProductRow, VariantRow
from galleria.catalog.products.rows import Option, ProductSent
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.products.variants import Merged, merge
from galleria.catalog.slugs import slug_of, with_suffix


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


def draft(wanted: Wanted, around: Surroundings) -> Draft | list[FieldError]:
    """Return the product as the row wants it, or everything wrong with the row.

    A bundle's parts are those it had: which it will have is known when all rows are.
    """
    fields, before = wanted.fields, wanted.before
    base = before or _blank(wanted.product_id)
    sent = own_fields(fields)
    merged = _merged(wanted, around.currency)
    errors = own_errors(fields, sent, before, around.definitions)
    errors += merged.errors
    if fields.bundle is not UNSET or fields.kind is not UNSET:
        errors += set_bundle(sent, fields, base)
    placed = placing(fields, base, around)
    if placed is not None:
        errors += placed.errors
        sent["category_id"] = placed.primary
        sent["further_category_ids"] = placed.further
    if not merged.errors:
        errors += _set_options(sent, fields, base, merged.variants, wanted.variants)
    if errors:
        return errors
    variants = wanted.variants if merged.variants == wanted.variants else merged.variants
    after = msgspec.structs.replace(base, **sent) if sent else base
    # What is new has changed anyway, and there may be thousands.
    changed = changed_names(base, after, sent) if before else []
    return Draft(wanted.index, before, after, changed, wanted.variants, variants)


def _merged(wanted: Wanted, currency: str) -> Merged:
    fields, before = wanted.fields, wanted.before
    if generates(fields, before):
        return generated(
            fields,
            msgspec.json.decode(before.options, type=list[Option]) if before else [],
            wanted.variants,
            product_id=wanted.product_id,
            currency=currency,
        )
    return merge(
        fields,
        wanted.variants,
        product_id=wanted.product_id,
        currency=currency,
        keep_absent=wanted.keep_absent_variants,
    )


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


def _blank(product_id: UUID) -> ProductRow:
    return ProductRow(
        product_id=product_id,
        kind="physical",
        status="active",
        publish_at=None,
        category_id=None,
        further_category_ids=[],
        external_key=None,
        name="",
        slug="",
        description="",
        brand=None,
        tags=[],
        tax_class=STANDARD_TAX,
        fulfilment_partner=None,
        options=NO_LIST,
        attributes=NO_OBJECT,
        modifiers=NO_LIST,
        bundle=NO_LIST,
        media=NO_LIST,
        seo=NO_OBJECT,
        source_raw=None,
        sort_order=0,
        version=0,
    )
