"""Where an order goes and how, held against what the store and the country ask for; pure."""

import msgspec
from msgspec import Raw, Struct

from galleria.base.refusals import FieldError, Refusal
from galleria.orders.addresses import address_errors
from galleria.orders.refusals import AddressIncomplete, NoShipping
from galleria.orders.sale import Address, Sale
from galleria.pricing import Charge, ShippingTerms, StoreTerms, rate_of


class Delivery(Struct, frozen=True):
    """`country` and `region` are whose taxes count; None: the store's own."""

    country: str | None
    region: str
    method: ShippingTerms | None
    charge: Charge | None


class KeptShipping(Struct, frozen=True):
    """A shipping method as an order keeps it."""

    code: str
    name: str
    is_pickup: bool
    price_minor: int
    tax_class: str
    tax_rate_ppm: int
    tax_minor: int


NO_DELIVERY = Delivery(None, "", None, None)


def delivery_of(sale: Sale, terms: StoreTerms) -> Delivery | Refusal:
    """Return where the order goes; AddressIncomplete or NoShipping."""
    address, code = sale.shipping_address, sale.shipping_method
    if address is None and code is None and sale.billing_address is None:
        return NO_DELIVERY
    method = None if code is None else terms.shipping.get(code)
    if code is not None and method is None:
        return _no_shipping("unknown", f"The store has no shipping method {code!r}.")
    if errors := _address_errors(sale, is_sent=method is not None and not method.is_pickup):
        return AddressIncomplete(errors=errors)
    if method is not None and not _goes_there(method, address):
        return _no_shipping("not_there", f"{method.name!r} does not go there.")
    return _delivery(address, method, terms)


def kept_shipping(delivery: Delivery, price_minor: int, tax_minor: int) -> Raw | None:
    """Return the method as the order keeps it."""
    method, charge = delivery.method, delivery.charge
    if method is None or charge is None:
        return None
    kept = KeptShipping(
        method.code,
        method.name,
        method.is_pickup,
        price_minor,
        method.tax_class,
        charge.rate_ppm,
        tax_minor,
    )
    return Raw(msgspec.json.encode(kept))


def _delivery(address: Address | None, method: ShippingTerms | None, terms: StoreTerms) -> Delivery:
    is_sent = address is not None and not (method is not None and method.is_pickup)
    country, region = (address.country, address.region) if is_sent and address else (None, "")
    if method is None:
        return Delivery(country, region, None, None)
    rate = rate_of(terms, country, region, method.tax_class)
    charge = Charge(method.price_minor, method.free_from_minor, rate)
    return Delivery(country, region, method, charge)


def _address_errors(sale: Sale, *, is_sent: bool) -> list[FieldError]:
    errors: list[FieldError] = []
    if sale.shipping_address is not None:
        errors += address_errors(sale.shipping_address, "/shipping_address")
    elif is_sent:
        detail = "An order that is sent needs an address."
        errors.append(FieldError("/shipping_address", "missing", detail))
    if sale.billing_address is not None:
        errors += address_errors(sale.billing_address, "/billing_address")
    return errors


def _goes_there(method: ShippingTerms, address: Address | None) -> bool:
    if method.is_pickup or not method.countries:
        return True
    return address is not None and address.country in method.countries


def _no_shipping(code: str, detail: str) -> NoShipping:
    return NoShipping(detail, errors=[FieldError("/shipping_method", code, detail)])
