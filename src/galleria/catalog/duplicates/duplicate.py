"""Make a second product of one that is there."""

from uuid import UUID

from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog.duplicates.rules import (
    NOTHING_ASKED,
    DuplicateAsked,
    copy_of,
    errors_as_asked,
)
from galleria.catalog.lock import locked
from galleria.catalog.products.draft import Wanted
from galleria.catalog.products.list import read_product
from galleria.catalog.products.product import Product
from galleria.catalog.products.save import save
from galleria.catalog.translations.copy import copy_translations


async def duplicate_product(
    tx: Tx, *, catalog_id: UUID, product_id: UUID, body: DuplicateAsked = NOTHING_ASKED
) -> Product:
    """Make a draft like the product; NotFound, or `Invalid` for what a new product may not be.

    It has the product's variants, options, categories, attributes, modifiers, pictures, parts and
    translations (with slugs of their own), and neither its external key, barcodes nor source. What
    stores say of the product (prices, hours, exclusions) is not said of the copy.
    """
    catalog = await locked(tx, catalog_id)
    product = await read_product(tx, catalog_id=catalog_id, product_id=product_id)
    fields = copy_of(product, body)
    if isinstance(fields, list):
        raise Invalid(errors=fields)
    copy_id = new_id()
    wanted = [Wanted(0, copy_id, fields, None, [])]
    (outcome,) = (await save(tx, catalog, wanted, [], partial=True)).rows
    if outcome.errors:
        raise Invalid(errors=errors_as_asked(outcome.errors))
    await copy_translations(tx, catalog_id, source_id=product_id, copy_id=copy_id)
    return await read_product(tx, catalog_id=catalog_id, product_id=copy_id)
