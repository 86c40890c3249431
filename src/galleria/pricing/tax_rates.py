"""What is taxed where: rates by country, region and class of goods."""

from uuid import UUID

import asyncpg
from msgspec import UNSET, Struct, UnsetType

from galleria.base.ids import new_id
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.pricing.countries import country_errors
from galleria.pricing.events import TaxRateCreated, TaxRateDeleted, TaxRateUpdated
from galleria.pricing.fields import Country, RatePpm, Region, ShortName, TaxClass
from galleria.pricing.patches import expected, patched
from galleria.pricing.tax_rate_queries import (
    TaxRate,
    delete_tax_rate_row,
    insert_tax_rate,
    lock_tax_rate,
    tax_rates_after,
    update_tax_rate,
)


class NewTaxRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`region` empty: all of the country that has no rate of its own."""

    country: Country
    region: Region = ""
    tax_class: TaxClass = "standard"
    name: ShortName
    rate_ppm: RatePpm


class TaxRateChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; what was ordered keeps its rate."""

    name: ShortName | UnsetType = UNSET
    rate_ppm: RatePpm | UnsetType = UNSET


class TaxRatePosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    country: str
    region: str
    tax_class: str


async def list_tax_rates(tx: ReadTx, *, query: PageQuery) -> Page[TaxRate]:
    """Return the organization's tax rates, by country, region and class."""
    start = query.after(TaxRatePosition) or TaxRatePosition("", "", "")
    rows = await tax_rates_after(
        tx,
        country=start.country,
        region=start.region,
        tax_class=start.tax_class,
        rows_max=query.limit + 1,
    )
    return page(rows, query.limit, _position)


async def create_tax_rate(tx: Tx, *, body: NewTaxRate) -> TaxRate:
    """Create the rate; it counts from the next order on. `Invalid`: no country, or taken."""
    if errors := country_errors(body.country, "/country"):
        raise Invalid(errors=errors)
    try:
        rate = await insert_tax_rate(
            tx,
            tax_rate_id=new_id(),
            country=body.country,
            region=body.region,
            tax_class=body.tax_class,
            name=body.name,
            rate_ppm=body.rate_ppm,
            now=tx.context.now,
        )
    except asyncpg.UniqueViolationError:
        detail = "There is a rate of this country, region and class."
        raise Invalid(errors=[FieldError("/tax_class", "taken", detail)]) from None
    created = TaxRateCreated(
        rate.tax_rate_id, rate.country, rate.region, rate.tax_class, rate.rate_ppm
    )
    await record(tx, [created])
    return rate


async def change_tax_rate(
    tx: Tx, *, tax_rate_id: UUID, body: TaxRateChanges, if_match: int
) -> TaxRate:
    """Change the rate from the next order on; NotFound or Stale."""
    before = expected(await lock_tax_rate(tx, tax_rate_id=tax_rate_id), if_match)
    after, changed = patched(before, body)
    if not changed:
        return before
    rate = await update_tax_rate(
        tx,
        tax_rate_id=tax_rate_id,
        name=after.name,
        rate_ppm=after.rate_ppm,
        now=tx.context.now,
    )
    await record(tx, [TaxRateUpdated(tax_rate_id, changed, rate.rate_ppm, rate.version)])
    return rate


async def delete_tax_rate(tx: Tx, *, tax_rate_id: UUID, if_match: int) -> None:
    """Delete the rate: what it was for is taxed by the country's, or not. NotFound or Stale."""
    there = expected(await lock_tax_rate(tx, tax_rate_id=tax_rate_id), if_match)
    await delete_tax_rate_row(tx, tax_rate_id=tax_rate_id)
    await record(tx, [TaxRateDeleted(tax_rate_id, there.country, there.region, there.tax_class)])


def _position(rate: TaxRate) -> TaxRatePosition:
    return TaxRatePosition(rate.country, rate.region, rate.tax_class)
