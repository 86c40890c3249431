"""How a cart can be sent, and what that would cost."""

import msgspec
from msgspec import Struct

from galleria.base.tx import ReadTx
from galleria.checkout.place import cart_at
from galleria.checkout.queries import shipping_to
from galleria.checkout.read_cart import nows_of
from galleria.checkout.rules import lines_of, shown


class Shipping(Struct, frozen=True):
    """A way to send the cart. `price_minor` is for what is in it now; tax may be added to it."""

    code: str
    name: str
    price_minor: int
    is_pickup: bool


class ShippingMethods(Struct, frozen=True):
    """Every way, in the store's order; to where the cart's address is, if it has one."""

    currency: str
    items: list[Shipping]


async def list_cart_shipping(tx: ReadTx, *, cart: str) -> ShippingMethods:
    """Return how the cart can be sent to its address; NotFound. 4 statements."""
    row = await cart_at(tx, cart)
    view = shown(row, cart, await nows_of(tx, row.store_id, lines_of(row)))
    country = "" if row.shipping_address is None else _country(bytes(row.shipping_address))
    methods = await shipping_to(tx, store_id=row.store_id, country=country)
    items = [
        Shipping(
            method.code,
            method.name,
            0
            if method.free_from_minor is not None and view.lines_minor >= method.free_from_minor
            else method.price_minor,
            method.is_pickup,
        )
        for method in methods
    ]
    return ShippingMethods(row.currency, items)


class _Somewhere(Struct, frozen=True):
    country: str = ""


def _country(address: bytes) -> str:
    return msgspec.json.decode(address, type=_Somewhere).country
