"""Where a cart is: its address holds its secret, of which only the hash is kept.

A guest's cart is at its id with 16 random bytes; a customer's at its plain id, or at `mine`, for
the one whose token comes with it.
"""

import binascii
import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context
from galleria.base.refusals import NotFound, Refusal, Stale, Unauthorized
from galleria.base.tx import ReadTx, Tx
from galleria.checkout.queries import (
    LockedCart,
    find_cart,
    lock_cart,
    open_cart_of_customer,
)
from galleria.checkout.rows import CartRow

MINE = "mine"
SECRET_BYTES = 16
ADDRESS_BYTES = 16 + SECRET_BYTES
ADDRESS_LENGTH = 43


class CartOrdered(Refusal):
    """The cart has become an order, whose state is at its address with `/order`."""

    code = "cart_ordered"
    status = 409
    title = "This cart has been ordered already"
    decided = True


class Place(Struct, frozen=True):
    """Which cart is meant; `secret_hash` None: one of the customer who is signed in."""

    cart_id: UUID
    secret_hash: bytes | None


def new_address(cart_id: UUID) -> tuple[str, bytes]:
    """Return a guest's address of a cart, and the hash to keep."""
    secret = secrets.token_bytes(SECRET_BYTES)
    text = urlsafe_b64encode(cart_id.bytes + secret).rstrip(b"=").decode()
    return text, _hash(secret)


def store_of(context: Context) -> UUID:
    """Return the store whose shopper is asking; NotFound outside any."""
    if context.store_id is None:
        raise NotFound()
    return context.store_id


def place_of(address: str, *, is_signed_in: bool) -> Place:
    """Read an address that names a cart itself; NotFound for what is none."""
    if len(address) == ADDRESS_LENGTH:
        try:
            plain = urlsafe_b64decode(address + "=")
        except (ValueError, binascii.Error):
            raise NotFound() from None
        return Place(UUID(bytes=plain[:16]), _hash(plain[16:]))
    if not is_signed_in:
        raise NotFound()
    try:
        return Place(UUID(address), None)
    except ValueError:
        raise NotFound() from None


async def resolved(tx: ReadTx, address: str) -> Place:
    """Read any address; `mine` is looked up. NotFound, or Unauthorized for `mine` of a guest."""
    customer_id = tx.context.customer_id
    if address != MINE:
        return place_of(address, is_signed_in=customer_id is not None)
    if customer_id is None:
        raise Unauthorized("Sign in as a customer first.")
    store_id = store_of(tx.context)
    cart_id = await open_cart_of_customer(tx, store_id=store_id, customer_id=customer_id)
    if cart_id is None:
        raise NotFound()
    return Place(cart_id, None)


async def cart_at(tx: ReadTx, address: str) -> CartRow:
    """Return the cart at an address of the shop; NotFound. 1 statement."""
    place = await resolved(tx, address)
    row = await find_cart(
        tx,
        cart_id=place.cart_id,
        store_id=store_of(tx.context),
        secret_hash=place.secret_hash,
        customer_id=tx.context.customer_id,
    )
    if row is None:
        raise NotFound()
    return row


async def locked_cart(tx: Tx, address: str, *, if_match: int | None) -> LockedCart:
    """Return the open cart at an address, locked; NotFound, CartOrdered, Stale. 1 statement."""
    place = await resolved(tx, address)
    row = await lock_cart(
        tx,
        cart_id=place.cart_id,
        store_id=store_of(tx.context),
        secret_hash=place.secret_hash,
        customer_id=tx.context.customer_id,
    )
    if row is None:
        raise NotFound()
    open_cart(row, if_match)
    return row


def open_cart(row: CartRow, if_match: int | None) -> CartRow:
    """Return the cart; CartOrdered when it has become an order, Stale for another version."""
    if row.state == "ordered":
        raise CartOrdered(order_id=row.order_id)
    if if_match is not None and row.version != if_match:
        raise Stale(version=row.version)
    return row


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
