"""Say of a new product in every language what is said of another."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.catalog.translations.plan import Wanted, plan
from galleria.catalog.translations.product_queries import translations_of_product
from galleria.catalog.translations.rows import Owner, ProductTranslationSent
from galleria.catalog.translations.save import slug_holders_of
from galleria.catalog.translations.subject import PRODUCTS


async def copy_translations(tx: Tx, catalog_id: UUID, *, source_id: UUID, copy_id: UUID) -> None:
    """Copy the translations, with slugs made anew; at most 3 statements.

    Part of making the copy: it is a draft that no store shows yet, so nobody is told.
    """
    rows = await translations_of_product(tx, catalog_id=catalog_id, owner_id=source_id, locale=None)
    owner = Owner(copy_id, None, "", 1)
    said = [row.of_product() for row in rows if row.locale is not None]
    wanted = [
        Wanted(
            index,
            owner,
            row.locale,
            ProductTranslationSent(name=row.name, description=row.description, seo=row.seo),
            None,
        )
        for index, row in enumerate(said)
    ]
    planned = plan(wanted, await slug_holders_of(tx, PRODUCTS, catalog_id, wanted))
    assert not planned.refused, "a slug with the tail of a new id is free"
    copies = [drafted.after for drafted in planned.drafts if drafted.after]
    if copies:
        await PRODUCTS.put(tx, catalog_id=catalog_id, rows=copies, now=tx.context.now)
