"""Who a cart is for: contact, addresses, how it is sent, and a discount code."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from galleria.base.tx import Tx
from galleria.checkout.place import cart_at, open_cart, resolved, store_of
from galleria.checkout.queries import change_open_cart
from galleria.checkout.rows import Cart
from galleria.checkout.rules import shown
from galleria.customers import CustomerEmail, CustomerName, CustomerPhone
from galleria.orders import Address


class CartChanges(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What is left out stays as it is; null takes it away."""

    customer_name: CustomerName | UnsetType = UNSET
    customer_email: CustomerEmail | UnsetType = UNSET
    customer_phone: CustomerPhone | UnsetType = UNSET
    shipping_address: Address | UnsetType | None = UNSET
    billing_address: Address | UnsetType | None = UNSET
    shipping_method: Annotated[str, Meta(max_length=63)] | UnsetType | None = UNSET
    discount_code: Annotated[str, Meta(max_length=40)] | UnsetType | None = UNSET


async def change_cart(tx: Tx, *, cart: str, body: CartChanges, if_match: int | None = None) -> Cart:
    """Set what is given; NotFound, CartOrdered, Stale. 1 statement.

    Whether the store sends there, and whether the code is good, the quote says.
    """
    place = await resolved(tx, cart)
    row = await change_open_cart(
        tx,
        changes=Raw(msgspec.json.encode(body)),
        cart_id=place.cart_id,
        store_id=store_of(tx.context),
        secret_hash=place.secret_hash,
        customer_id=tx.context.customer_id,
        if_match=if_match,
        now=tx.context.now,
    )
    if row is None:
        row = open_cart(await cart_at(tx, cart), if_match)
    return shown(row, cart)
