"""Begin a cart: a guest's at a secret address, a customer's as theirs in this shop."""

from galleria.base.ids import new_id
from galleria.base.refusals import Unauthorized
from galleria.base.tx import Tx
from galleria.checkout.place import cart_at, new_address, store_of
from galleria.checkout.queries import insert_cart
from galleria.checkout.rows import Cart
from galleria.checkout.rules import shown


async def open_new_cart(tx: Tx) -> Cart:
    """Open a cart; a customer who has one in this shop gets that. 1 statement.

    Unauthorized when the customer is there no more.
    """
    context, cart_id = tx.context, new_id()
    is_guest = context.customer_id is None
    address, secret_hash = new_address(cart_id) if is_guest else (str(cart_id), None)
    row = await insert_cart(
        tx,
        cart_id=cart_id,
        secret_hash=secret_hash,
        store_id=store_of(context),
        customer_id=context.customer_id,
        now=context.now,
    )
    if row is not None:
        return shown(row, address)
    if is_guest:
        raise Unauthorized()
    there = await cart_at(tx, "mine")
    return shown(there, str(there.cart_id))
