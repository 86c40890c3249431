"""What every shopper read starts with: whose shop it is, in which language, and what was named.

Their statements start from the same `shop`, written out in each of them:

    WITH shop AS (
        SELECT
            store_catalog.catalog_id,
            spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
        FROM store
        JOIN store_catalog
            ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
        JOIN catalog
            ON catalog.org_id = store.org_id
            AND catalog.catalog_id = store_catalog.catalog_id
            AND catalog.status = 'active'
        WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
    )

and show what `listing` shows in it, now:

    FROM shop
    JOIN listing
        ON listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = shop.locale
        AND listing.catalog_id = shop.catalog_id
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
"""

import re
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Locale = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=35,
        description="One of the shop's `locales`, or only a language; any other: the shop's own.",
        examples=["de-DE"],
    ),
]


class ShopQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """In which language."""

    locale: Locale | None = None


class Named(Struct, frozen=True):
    """What a path names: by its id, or else by its slug."""

    id: UUID | None
    slug: str | None


def store_of(tx: ReadTx) -> UUID:
    """Return the store whose shopper is asking; NotFound outside any."""
    if tx.context.store_id is None:
        raise NotFound()
    return tx.context.store_id


def named(text: str) -> Named:
    """Read an id or a slug. A slug in the very shape of an id is reachable by its id alone."""
    return Named(UUID(text), None) if _ID.fullmatch(text) else Named(None, text)
