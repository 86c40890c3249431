"""What a line names, and what was found by it; pure."""

from uuid import UUID

from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.listing import Offer, Ref
from galleria.orders.refusals import NotForSale
from galleria.orders.sale import Sale, SaleLine


def ref_of(store_id: UUID, line: SaleLine) -> Ref:
    """Return what the line names."""
    return Ref(store_id, line.variant_id, line.sku, line.barcode)


def offered(sale: Sale, offers: dict[Ref, Offer], currency: str) -> list[Offer] | Refusal:
    """Return the offer of each line; or the refusal that names every line without one."""
    found: list[Offer] = []
    unnamed: list[FieldError] = []
    unsold: list[FieldError] = []
    for place, line in enumerate(sale.lines):
        offer = offers.get(ref_of(sale.store_id, line))
        if (line.variant_id is None) + (line.sku is None) + (line.barcode is None) != 2:
            detail = "Name one of variant_id, sku and barcode."
            unnamed.append(FieldError(f"/lines/{place}", "one_of", detail))
        elif offer is None or not (offer.is_sold or sale.posts_always):
            unsold.append(_unsold(place, line, "not_for_sale", "The store does not sell that."))
        elif offer.currency != currency:
            detail = f"It is priced in {offer.currency}, and the store sells in {currency}."
            unsold.append(_unsold(place, line, "other_currency", detail))
        else:
            found.append(offer)
    if unnamed:
        return Invalid(errors=unnamed)
    return NotForSale(errors=unsold) if unsold else found


def _unsold(place: int, line: SaleLine, code: str, detail: str) -> FieldError:
    name = "variant_id" if line.variant_id else "sku" if line.sku else "barcode"
    return FieldError(f"/lines/{place}/{name}", code, detail)
