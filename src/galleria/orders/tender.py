"""What is paid at once, held against what the order costs; pure."""

from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.orders.refusals import TenderTooSmall
from galleria.orders.sale import Sale


def tender_refusal(sale: Sale, total_minor: int) -> Refusal | None:
    """Return why this tender does not pay the order; None when it does, or there is none.

    What was sold offline is booked as it was paid.
    """
    tender = sale.tender
    if tender is None or sale.posts_always:
        return None
    if sale.is_held:
        return Invalid(errors=[FieldError("/tender", "one_of", "Paid now, or later: one of both.")])
    amount = total_minor if tender.amount_minor is None else tender.amount_minor
    given = amount if tender.given_minor is None else tender.given_minor
    if amount < total_minor or given < total_minor:
        field = "amount_minor" if amount < total_minor else "given_minor"
        detail = f"The order costs {total_minor}."
        return TenderTooSmall(
            detail,
            errors=[FieldError(f"/tender/{field}", "range", detail)],
            total_minor=total_minor,
            tendered_minor=min(amount, given),
        )
    if tender.method == "cash":
        return None
    if amount > total_minor or given > total_minor:
        detail = f"The order costs {total_minor}, and only cash has change."
        return Invalid(errors=[FieldError("/tender/amount_minor", "range", detail)])
    return None


def change_of(sale: Sale, total_minor: int) -> int | None:
    """Return what to give back of what was given in cash."""
    tender = sale.tender
    if tender is None or tender.method != "cash":
        return None
    given = tender.given_minor if tender.given_minor is not None else tender.amount_minor
    return 0 if given is None else max(0, given - total_minor)
