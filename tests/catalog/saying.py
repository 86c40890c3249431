"""Saying products in other languages, as writers do."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkOutcome, RefusedRow
from galleria.base.refusals import FieldError
from galleria.base.tx import Tx
from galleria.catalog.translations.products import (
    change_product_translations,
    put_product_translation,
)
from galleria.catalog.translations.rows import (
    ProductTranslation,
    ProductTranslationChange,
    ProductTranslationSent,
)
from tests.catalog.given import (
    ALL_OR_NONE,
    PARTIAL,
)


async def put(
    tx: Tx, catalog: UUID, product: UUID, locale: str = "de", **said: object
) -> ProductTranslation:
    body = ProductTranslationSent(**said)  # type: ignore[arg-type]
    return await put_product_translation(
        tx, catalog_id=catalog, product_id=product, locale=locale, body=body
    )


async def changed(
    tx: Tx, catalog: UUID, *rows: ProductTranslationChange | RefusedRow, partial: bool = False
) -> BulkOutcome:
    mode = PARTIAL if partial else ALL_OR_NONE
    return await change_product_translations(
        tx, catalog_id=catalog, body=Bulk(list(rows)), query=mode
    )


def row(product: UUID, locale: str = "de", **said: object) -> ProductTranslationChange:
    return ProductTranslationChange(product_id=product, locale=locale, **said)  # type: ignore[arg-type]


def codes(errors: list[FieldError]) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in errors]
