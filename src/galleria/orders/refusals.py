"""Why an order is not placed. What is `decided` is kept under the request's idempotency key."""

from galleria.base.refusals import Invalid, Refusal


class SoldOut(Refusal):
    """`errors` names each line: how many were wanted and how many there are."""

    code = "sold_out"
    status = 409
    title = "There is not enough of it left"
    decided = True


class PriceChanged(Refusal):
    """`errors` says what costs something else than was expected."""

    code = "price_changed"
    status = 409
    title = "It costs something else now"
    decided = True


class NotForSale(Refusal):
    """Unknown, inactive, excluded, another organization's: all look the same."""

    code = "not_for_sale"
    status = 422
    title = "The store does not sell that"
    decided = True


class StoreClosed(Refusal):
    code = "store_closed"
    status = 409
    title = "The store is not open"
    decided = True


class AddressIncomplete(Refusal):
    """`errors` names what the address's country needs."""

    code = "address_incomplete"
    status = 422
    title = "The address lacks what its country needs"


class NoShipping(Refusal):
    code = "no_shipping"
    status = 422
    title = "The order cannot be sent that way"
    decided = True


class DiscountRefused(Refusal):
    code = "discount_refused"
    status = 422
    title = "The discount code does not apply"
    decided = True


class WrongModifiers(Invalid):
    """`errors` names each: not chosen, too many, or none of the product's."""

    code = "wrong_modifiers"
    title = "That cannot be chosen with this product"


class TenderTooSmall(Refusal):
    code = "tender_too_small"
    status = 422
    title = "It is less than the order costs"
    decided = True


# What an endpoint that places or quotes orders declares.
PLACING_REFUSALS: tuple[type[Refusal], ...] = (
    AddressIncomplete,
    DiscountRefused,
    NoShipping,
    NotForSale,
    PriceChanged,
    SoldOut,
    StoreClosed,
    TenderTooSmall,
    WrongModifiers,
)
