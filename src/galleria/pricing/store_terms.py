"""How a store sells: with tax or without, how orders are numbered, how long payments have."""

from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.pricing.countries import country_errors
from galleria.pricing.events import StoreTermsUpdated
from galleria.pricing.fields import (
    CartHoldSeconds,
    Country,
    NumberPrefix,
    PaymentHoldSeconds,
    Region,
)
from galleria.pricing.patches import patched
from galleria.pricing.store_terms_queries import (
    Terms,
    find_terms,
    lock_seller,
    write_terms,
)


class TermsChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; what was ordered stays as it was ordered."""

    is_tax_included: bool | UnsetType = UNSET
    tax_country: Country | UnsetType | None = UNSET
    tax_region: Region | UnsetType = UNSET
    number_prefix: NumberPrefix | UnsetType = UNSET
    payment_hold_s: PaymentHoldSeconds | UnsetType = UNSET
    cart_hold_s: CartHoldSeconds | UnsetType = UNSET


async def read_store_terms(tx: ReadTx, *, store_id: UUID) -> Terms:
    """Return the store's terms; as long as none were set, version 0 with what counts then."""
    terms = await find_terms(tx, store_id=store_id)
    if terms is None:
        raise NotFound()
    return terms


async def change_store_terms(tx: Tx, *, store_id: UUID, body: TermsChanges, if_match: int) -> Terms:
    """Change the terms from the next order on; NotFound, Stale, `Invalid`: no country."""
    if await lock_seller(tx, store_id=store_id) is None:
        raise NotFound()
    before = await read_store_terms(tx, store_id=store_id)
    if before.version != if_match:
        raise Stale(version=before.version)
    after, changed = patched(before, body)
    if after.tax_country is not None and (
        errors := country_errors(after.tax_country, "/tax_country")
    ):
        raise Invalid(errors=errors)
    if not changed:
        return before
    terms = await write_terms(
        tx,
        store_id=store_id,
        is_tax_included=after.is_tax_included,
        tax_country=after.tax_country,
        tax_region=after.tax_region,
        number_prefix=after.number_prefix,
        payment_hold_s=after.payment_hold_s,
        cart_hold_s=after.cart_hold_s,
        now=tx.context.now,
    )
    await record(tx, [StoreTermsUpdated(store_id, changed, terms.version)])
    return terms
