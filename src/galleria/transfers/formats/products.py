"""A product from its gathered rows: one row names it, each row with a price is a variant."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Raw

from galleria.transfers.formats.category_paths import CategoryPaths, category_keys
from galleria.transfers.formats.product_rows import (
    Gathered,
    ProductFields,
    ProductRow,
    WrongRow,
    gather,
)
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.rows import (
    MEDIA_MAX,
    NOTHING,
    VARIANTS_MAX,
    ImportMedia,
    ImportProduct,
    RefusedRow,
    Thing,
)

_TOO_MANY_CATEGORIES = ("too_many_categories", "the file names more than 20,000 categories")
_encode = msgspec.json.Encoder(order="deterministic").encode


def products(rows: Iterable[ProductRow | WrongRow]) -> Iterator[Thing]:
    """Yield products, before each the categories it is the first to name, and every refused row."""
    paths, slugs = CategoryPaths(), SeenKeys()
    for gathered in gather(rows):
        if isinstance(gathered, RefusedRow):
            yield gathered
        elif gathered.rows:
            yield from _product(gathered, paths, slugs)


def _product(gathered: Gathered, paths: CategoryPaths, slugs: SeenKeys) -> Iterator[Thing]:
    named = next((row for row in gathered.rows if row.fields.name), None)
    if named is None:
        yield from _unnamed(gathered.rows, gathered)
        return
    kept: list[ProductRow] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in gathered.rows:
        refusal = _refusal(row, named, lines)
        if refusal is None:
            kept.append(row)
        else:
            yield refusal
    if named not in kept:
        yield from _unnamed(kept, gathered)
        return
    reason = _reason_against_all(named, kept, lines, slugs)
    said = (named.fields.category, *named.fields.further_categories)
    categories = None if reason else paths.new_categories(said, named.line)
    if categories is None:
        code, detail = reason or _TOO_MANY_CATEGORIES
        yield from (row.refused(None, code, detail) for row in kept)
        return
    yield from categories
    yield _built(gathered.key, named, kept)


def _unnamed(rows: list[ProductRow], gathered: Gathered) -> Iterator[RefusedRow]:
    code, detail = "name_missing", f"no sound row of {gathered.key!r} names the product"
    if gathered.wrong_line is not None:
        code = "product_row_refused"
        detail = f"{detail}; line {gathered.wrong_line} is refused"
    yield from (row.refused(None, code, detail) for row in rows)


def _refusal(
    row: ProductRow, named: ProductRow, lines: dict[tuple[str, ...], int]
) -> RefusedRow | None:
    earlier_line = lines.get(row.option_values) if row.variant else None
    if earlier_line is not None:
        detail = f"line {earlier_line} is the same product with the same options"
        return row.refused(None, "duplicate_variant", detail)
    other = None if row is named else _difference(row, named)
    if other:
        detail = f"{other} is not what line {named.line} says of the same product"
        return row.refused(other, "differs_from_product", detail)
    if row.variant is None:
        return None
    if len(row.option_values) != len(named.option_names) or "" in row.option_values:
        wanted = ", ".join(named.option_names) or "none"
        detail = f"the product's options are: {wanted}; a row needs one value of each"
        return row.refused(None, "option_values_wrong", detail)
    lines[row.option_values] = row.line
    return None


def _difference(row: ProductRow, named: ProductRow) -> str | None:
    if row.option_names and row.option_names != named.option_names:
        return "options"
    if row.fields == named.fields:
        return None
    for name in ProductFields.__struct_fields__:
        said = getattr(row.fields, name)
        if said not in (None, "", (), {}) and said != getattr(named.fields, name):
            return name
    return None


def _reason_against_all(
    named: ProductRow, kept: list[ProductRow], lines: dict[tuple[str, ...], int], slugs: SeenKeys
) -> tuple[str, str] | None:
    if not lines:
        return "no_variant", "no sound row of the product has a price"
    if len(lines) > VARIANTS_MAX:
        return "too_many_variants", f"{len(lines):,} variants; {VARIANTS_MAX:,} are taken"
    media_count = sum(len(row.media) for row in kept)
    if media_count > MEDIA_MAX:
        return "too_many_media", f"{media_count:,} pictures; {MEDIA_MAX} are taken"
    slug = named.fields.slug
    slug_line = slugs.claim(slug, named.line) if slug else None
    if slug_line is not None:
        return "duplicate_slug", f"the product of line {slug_line} has the slug {slug!r}"
    return None


def _built(key: str, named: ProductRow, kept: list[ProductRow]) -> ImportProduct:
    fields = named.fields
    unmapped = [row.unmapped for row in kept if row.unmapped]
    return ImportProduct(
        line=kept[0].line,
        rows=len(kept),
        external_key=key,
        name=fields.name,
        slug=fields.slug,
        description=fields.description,
        kind=fields.kind,
        status=fields.status,
        publish_at=fields.publish_at,
        brand=fields.brand,
        tags=fields.tags,
        category_keys=category_keys((fields.category, *fields.further_categories)),
        option_names=named.option_names,
        variants=tuple(row.variant for row in kept if row.variant),
        attributes=fields.attributes,
        media=_media(kept),
        fulfilment_partner=fields.fulfilment_partner,
        tax_class=fields.tax_class,
        seo_title=fields.seo_title,
        seo_description=fields.seo_description,
        source_data=Raw(_encode({"rows": unmapped})) if unmapped else NOTHING,
    )


def _media(kept: list[ProductRow]) -> tuple[ImportMedia, ...]:
    by_url: dict[str, ImportMedia] = {}
    for row in kept:
        for media in row.media:
            by_url.setdefault(media.url, media)
        if row.variant and row.variant.image_url:
            by_url.setdefault(row.variant.image_url, ImportMedia(row.variant.image_url, ""))
    return tuple(by_url.values())
