"""One translation of one product or category."""

from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import RowOutcome
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.lock import locked
from galleria.catalog.rows import only
from galleria.catalog.translations.plan import Asked, Wanted
from galleria.catalog.translations.rows import (
    SAID,
    CategoryTranslationSent,
    ProductTranslationSent,
    TranslationRead,
)
from galleria.catalog.translations.save import save
from galleria.catalog.translations.subject import Subject
from galleria.tenants import locale_errors

Sent = ProductTranslationSent | CategoryTranslationSent
NOTHING = ProductTranslationSent()


class Place(Struct, frozen=True):
    """Whose translation, and into what."""

    catalog_id: UUID
    owner_id: UUID
    locale: str


async def read_all(
    tx: ReadTx, subject: Subject, catalog_id: UUID, owner_id: UUID
) -> list[TranslationRead]:
    """Return every translation; NotFound when there is no such product or category."""
    rows = await subject.read(tx, catalog_id=catalog_id, owner_id=owner_id, locale=None)
    if not rows:
        raise NotFound()
    return [row for row in rows if row.locale is not None]


async def read(tx: ReadTx, subject: Subject, place: Place) -> TranslationRead:
    """Return the translation; NotFound."""
    rows = await subject.read(
        tx, catalog_id=place.catalog_id, owner_id=place.owner_id, locale=place.locale
    )
    if not rows or rows[0].locale is None:
        raise NotFound()
    return rows[0]


async def put(tx: Tx, subject: Subject, place: Place, body: Sent) -> None:
    """Say it; NotFound, or `Invalid` naming what is wrong."""
    # What is no locale names nothing: the same answer as an absent product.
    if locale_errors(place.locale, ""):
        raise NotFound(f"{place.locale!r} is no locale, or is spelt otherwise (BCP 47).")
    if all(getattr(body, name, None) is None for name in SAID):
        detail = "A translation says something; to have none, delete it."
        raise Invalid(errors=[FieldError("/name", "missing", detail)])
    await _save(tx, subject, place, body)


async def delete(tx: Tx, subject: Subject, place: Place) -> None:
    """Delete it; NotFound."""
    outcome = await _save(tx, subject, place, NOTHING)
    if outcome.status != "deleted":
        raise NotFound()


async def _save(tx: Tx, subject: Subject, place: Place, fields: Sent) -> RowOutcome:
    catalog = await locked(tx, place.catalog_id)
    owners = await subject.owners(
        tx, catalog_id=place.catalog_id, owner_ids=[place.owner_id], external_keys=[]
    )
    if not owners:
        raise NotFound()
    asked = Asked([Wanted(0, owners[0], place.locale, fields, None)], [])
    return only((await save(tx, subject, catalog, asked, partial=True)).rows)
