"""What a cart would cost if it were ordered now: lines, discount, shipping, tax."""

from msgspec import Struct

from galleria.base.lane import asked_by
from galleria.base.refusals import Refusal
from galleria.base.tx import ReadTx
from galleria.checkout.place import cart_at, open_cart
from galleria.checkout.to_sale import quote_token, sale_of
from galleria.orders import Quote, quote


class CartQuote(Struct, frozen=True):
    """Send `expected_total_minor` and `quote` with the checkout.

    If anything costs something else by then, it is refused, and told line by line.
    """

    cart_version: int
    expected_total_minor: int
    quote: str
    totals: Quote


async def quote_cart(tx: ReadTx, *, cart: str) -> CartQuote:
    """Reckon the cart as its checkout would; 4 statements, any number of lines.

    What is short is said, not refused. Refusals: NotFound, CartOrdered, EmptyCart, and those of
    placing an order that are about its price.
    """
    row = open_cart(await cart_at(tx, cart), None)
    sale = sale_of(row)
    if isinstance(sale, Refusal):
        raise sale
    found = await quote(tx, asked_by(tx.context, sale))
    token = quote_token(row.version, [line.price_minor for line in found.lines])
    return CartQuote(row.version, found.total_minor, token, found)
