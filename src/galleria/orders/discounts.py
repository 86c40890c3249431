"""Whether a discount code applies to an order; pure."""

from galleria.base.refusals import FieldError
from galleria.orders.refusals import DiscountRefused
from galleria.orders.sale import Sale
from galleria.pricing import DiscountTerms, StoreTerms


def code_key(code: str | None) -> str:
    """Return a code as it is kept: buyers need not mind capitals."""
    return "" if code is None else code.strip().upper()


def discount_of(
    sale: Sale, terms: StoreTerms, lines_minor: int
) -> DiscountTerms | DiscountRefused | None:
    """Return the discount that the order's code gives; None without a code; or why it gives none.

    `lines_minor` is what the lines cost without it.
    """
    if sale.discount_code is None:
        return None
    found = terms.discounts.get(code_key(sale.discount_code))
    if found is None or (found.store_id is not None and found.store_id != terms.store_id):
        return _refused("unknown", "The store has no such code.")
    if found.starts_at is not None and terms.at < found.starts_at:
        return _refused("not_yet", "The code is not good yet.")
    if found.ends_at is not None and terms.at >= found.ends_at:
        return _refused("over", "The code is no longer good.")
    if found.currency is not None and found.currency != terms.currency:
        return _refused("other_currency", f"The code is for orders in {found.currency}.")
    if lines_minor < found.lines_min_minor:
        detail = f"The code is for orders from {found.lines_min_minor} on, not {lines_minor}."
        return _refused("minimum", detail)
    return found


def _refused(code: str, detail: str) -> DiscountRefused:
    return DiscountRefused(detail, errors=[FieldError("/discount_code", code, detail)])
