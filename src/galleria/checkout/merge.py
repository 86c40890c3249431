"""A guest's cart becomes a customer's: its lines go to theirs, or the cart itself does."""

from galleria.base.refusals import Unauthorized
from galleria.base.tx import Tx
from galleria.checkout.hold import held_again
from galleria.checkout.place import locked_cart, store_of
from galleria.checkout.queries import (
    LockedCart,
    delete_cart,
    give_to_customer,
    open_cart_of_customer,
    set_lines,
)
from galleria.checkout.rows import Cart
from galleria.checkout.rules import kept, lines_of, put_in, shown
from galleria.stock import release_holds


async def claim_cart(tx: Tx, *, cart: str) -> Cart:
    """Take a guest's cart as the customer's who is signed in; its address ends.

    They have one open cart a shop: the lines go to that one if they have it, the units of the same
    things summed. Unauthorized for a guest; NotFound, CartOrdered. Again: their cart, unchanged.
    """
    customer_id = tx.context.customer_id
    if customer_id is None:
        raise Unauthorized("Sign in as a customer first.")
    guests = await locked_cart(tx, cart, if_match=None)
    if guests.customer_id is not None:
        return shown(guests, str(guests.cart_id))
    own_id = await open_cart_of_customer(tx, store_id=store_of(tx.context), customer_id=customer_id)
    if own_id is None:
        row = await give_to_customer(
            tx, cart_id=guests.cart_id, customer_id=customer_id, now=tx.context.now
        )
        return shown(row, str(row.cart_id))
    own = await locked_cart(tx, str(own_id), if_match=None)
    return await _merged(tx, guests, own)


async def _merged(tx: Tx, guests: LockedCart, own: LockedCart) -> Cart:
    lines = put_in(lines_of(own), lines_of(guests))
    if guests.held_until is not None:
        await release_holds(tx, cart_ids=[guests.cart_id])
    await delete_cart(tx, cart_id=guests.cart_id)
    held_until = await held_again(tx, own, lines, "")
    row = await set_lines(
        tx, cart_id=own.cart_id, lines=kept(lines), held_until=held_until, now=tx.context.now
    )
    return shown(row, str(row.cart_id))
