"""From a cart to the sale that it asks for; pure."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.checkout.rows import CartLine, CartRow
from galleria.checkout.rules import lines_of
from galleria.orders import Address, NoShipping, Sale, SaleLine

UNSENT_KINDS = frozenset({"digital", "gift_card"})


class EmptyCart(Refusal):
    code = "cart_empty"
    status = 422
    title = "There is nothing in this cart"


class Quoted(Struct, frozen=True, array_like=True):
    """What a quote was for: a version of the cart, and what a unit of each line cost."""

    version: int
    prices: list[int]


def quote_token(version: int, prices: list[int]) -> str:
    """Return what a checkout sends back, so that it is told which line costs something else."""
    return urlsafe_b64encode(msgspec.msgpack.encode(Quoted(version, prices))).decode()


def quoted(token: str) -> Quoted:
    """Read what a quote gave; `Invalid` for anything else."""
    try:
        return msgspec.msgpack.decode(urlsafe_b64decode(token.encode("ascii")), type=Quoted)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        error = FieldError("/quote", "unknown", "It is not what the quote gave.")
        raise Invalid(errors=[error]) from None


def sale_of(row: CartRow) -> Sale | Refusal:
    """Return what the cart asks for, or EmptyCart; how it is paid and expected is not yet said."""
    lines = lines_of(row)
    if not lines:
        return EmptyCart()
    return Sale(
        store_id=row.store_id,
        source="checkout",
        lines=[_line(line) for line in lines],
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        customer_email=row.customer_email,
        customer_phone=row.customer_phone,
        shipping_address=_address(row.shipping_address),
        billing_address=_address(row.billing_address),
        shipping_method=row.shipping_method,
        discount_code=row.discount_code,
        cart_id=row.cart_id,
    )


def expecting(sale: Sale, row: CartRow, quote: Quoted) -> Sale:
    """Hold each line's price against the quote's, where that was for this version of the cart."""
    if quote.version != row.version or len(quote.prices) != len(sale.lines):
        return sale
    pairs = zip(sale.lines, quote.prices, strict=True)
    return replace(sale, lines=[replace(line, expected_price_minor=price) for line, price in pairs])


def delivery_refusal(row: CartRow, *, store_ships: bool) -> Refusal | None:
    """Say what a sale of this cart lacks before it can be sent, and its buyer be told."""
    if not row.customer_email and not row.customer_phone:
        detail = "Whom to tell about the order: an e-mail address, or a phone number."
        return Invalid(errors=[FieldError("/customer_email", "missing", detail)])
    is_sent = any(line.kind not in UNSENT_KINDS for line in lines_of(row))
    if store_ships and is_sent and row.shipping_method is None:
        detail = "Choose how it is sent."
        return NoShipping(detail, errors=[FieldError("/shipping_method", "missing", detail)])
    return None


def _line(line: CartLine) -> SaleLine:
    return SaleLine(units=line.units, variant_id=line.variant_id, modifiers=line.modifiers)


def _address(kept: Raw | None) -> Address | None:
    return None if kept is None else msgspec.json.decode(kept, type=Address)
