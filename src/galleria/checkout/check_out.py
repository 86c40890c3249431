"""Check out: a cart becomes an order, once, whoever presses how often and in how many tabs.

In the organization's lane: the cart is locked, the order placed and the cart marked, all in one
transaction. Payment is begun after it, and nothing here ever says that an order is paid.
"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct
from msgspec.structs import replace

from galleria.base.lane import Asked
from galleria.base.money import PriceMinor
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.checkout.hold import stocked
from galleria.checkout.pay import ChosenPayment
from galleria.checkout.place import Place
from galleria.checkout.queries import CartToOrder, lock_carts, mark_ordered
from galleria.checkout.rules import lines_of
from galleria.checkout.to_sale import delivery_refusal, expecting, quoted, sale_of
from galleria.listing import Ref, read_offers
from galleria.orders import BoughtOrder, Order, Sale, SoldOut, bought, place, read_order
from galleria.stock import lock_shelf, release_holds


class CheckOutBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`expected_total_minor` is the quote's total; with its `quote`, changes are told a line.

    `accepts` names what the buyer agreed to; it is kept with the order.
    """

    expected_total_minor: PriceMinor
    payment: ChosenPayment
    quote: Annotated[str, Meta(max_length=8_000)] | None = None
    comment: Annotated[str, Meta(max_length=2_000)] = ""
    accepts: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=20)] = []


class CheckOut(Struct, frozen=True):
    """A cart that is to become an order; what is paid with a gateway is held meanwhile."""

    place: Place
    body: CheckOutBody


class CheckedOut(Struct, frozen=True):
    """The cart's order; not `is_new`: it was placed before, and this changed nothing."""

    order: BoughtOrder
    is_new: bool


class HoldExpired(Refusal):
    """`errors` names what is sold out by now."""

    code = "hold_expired"
    status = 409
    title = "What was set aside for this cart was let go, and has been sold since"
    decided = True


async def check_out_carts(tx: Tx, asked: list[Asked[CheckOut]]) -> Sequence[CheckedOut | Refusal]:
    """Make an order of each cart, or say why not; of one that is an order, return that.

    2 statements more than placing them, any number. Refusals: those of placing, and EmptyCart,
    HoldExpired, NotFound, `Invalid` without a contact.
    """
    carts = await _locked(tx, asked)
    outcomes: dict[int, CheckedOut | Refusal] = {}
    while waiting := [at for at in range(len(asked)) if at not in outcomes]:
        # Of those who ask for the same cart, one at a time: who comes after sees what became of it.
        turn = dict[UUID, int]()
        for at in waiting:
            turn.setdefault(asked[at].command.place.cart_id, at)
        places = list(turn.values())
        answers = await _one_each(tx, [asked[at] for at in places], carts)
        outcomes |= dict(zip(places, answers, strict=True))
    return [outcomes[at] for at in range(len(asked))]


async def _locked(tx: Tx, asked: list[Asked[CheckOut]]) -> dict[UUID, CartToOrder]:
    rows = await lock_carts(
        tx,
        cart_ids=[it.command.place.cart_id for it in asked],
        secret_hashes=[it.command.place.secret_hash for it in asked],
        store_ids=[_store(it) for it in asked],
        customer_ids=[it.customer_id for it in asked],
    )
    return {row.cart_id: row for row in rows}


async def _one_each(
    tx: Tx, asked: list[Asked[CheckOut]], carts: dict[UUID, CartToOrder]
) -> list[CheckedOut | Refusal]:
    rows = [_theirs(it, carts) for it in asked]
    wanted = [_sale(it, row) for it, row in zip(asked, rows, strict=True)]
    await _let_go(tx, [row for row, it in zip(rows, wanted, strict=True) if row and _is_sale(it)])
    placed = iter(await place(tx, [it for it in wanted if isinstance(it, Asked)]))
    results = [next(placed) if isinstance(it, Asked) else it for it in wanted]
    done = [(row, it) for row, it in zip(rows, results, strict=True) if isinstance(it, Order)]
    await _mark(tx, [(row, order) for row, order in done if row], carts)
    return [await _answer(tx, row, it) for row, it in zip(rows, results, strict=True)]


def _theirs(it: Asked[CheckOut], carts: dict[UUID, CartToOrder]) -> CartToOrder | None:
    """Return the cart that is asked for, to whom its secret or customer's token gives it."""
    row, wanted = carts.get(it.command.place.cart_id), it.command.place
    if row is None or row.store_id != it.store_id:
        return None
    has_secret = wanted.secret_hash is not None and wanted.secret_hash == row.secret_hash
    is_customers = row.customer_id is not None and row.customer_id == it.customer_id
    return row if has_secret or is_customers else None


def _sale(it: Asked[CheckOut], row: CartToOrder | None) -> Asked[Sale] | Refusal | None:
    """Return what is to be placed; why it is not; or None for what is an order already."""
    if row is None:
        return NotFound()
    if row.state == "ordered":
        return None
    sale = sale_of(row)
    if isinstance(sale, Refusal):
        return sale
    try:
        sale = _as_asked(sale, row, it)
    except Refusal as refusal:
        return refusal
    if refusal := delivery_refusal(row, store_ships=row.store_ships):
        return refusal
    return Asked(sale, it.actor, it.request_id, it.now, it.permissions, it.store_id, it.customer_id)


def _as_asked(sale: Sale, row: CartToOrder, it: Asked[CheckOut]) -> Sale:
    body = it.command.body
    if body.quote is not None:
        sale = expecting(sale, row, quoted(body.quote))
    return replace(
        sale,
        customer_id=sale.customer_id or it.customer_id,
        expected_total_minor=body.expected_total_minor,
        is_held=body.payment.is_gateways,
        metadata=_metadata(body),
        comment=body.comment,
    )


def _is_sale(it: object) -> bool:
    return isinstance(it, Asked)


def _metadata(body: CheckOutBody) -> Raw:
    kept = {"payment_method": body.payment.method} | (
        {"accepts": body.accepts} if body.accepts else {}
    )
    return Raw(msgspec.json.encode(kept))


async def _let_go(tx: Tx, rows: list[CartToOrder]) -> None:
    """Free what these carts hold: what they become takes it again, under the same locks."""
    holding = [row for row in rows if row.held_until is not None]
    if not holding:
        return
    refs = [Ref(row.store_id, line.variant_id) for row in rows for line in lines_of(row)]
    offers = await read_offers(tx, dict.fromkeys(refs))
    await lock_shelf(tx, stocked(offers.values()))
    await release_holds(tx, cart_ids=[row.cart_id for row in holding])


async def _mark(
    tx: Tx, done: list[tuple[CartToOrder, Order]], carts: dict[UUID, CartToOrder]
) -> None:
    if not done:
        return
    await mark_ordered(
        tx,
        cart_ids=[row.cart_id for row, _ in done],
        order_ids=[order.order_id for _, order in done],
        now=tx.context.now,
    )
    for row, order in done:
        carts[row.cart_id] = replace(row, state="ordered", order_id=order.order_id)


async def _answer(
    tx: Tx, row: CartToOrder | None, result: Order | Refusal | None
) -> CheckedOut | Refusal:
    if isinstance(result, Order):
        return CheckedOut(bought(result, result.lines), is_new=True)
    if row is not None and isinstance(result, SoldOut) and row.held_until is not None:
        return HoldExpired(result.detail, errors=result.errors)
    if isinstance(result, Refusal):
        return result
    assert row is not None
    assert row.order_id is not None
    order = await read_order(tx, order_id=row.order_id)
    return CheckedOut(bought(order, order.lines), is_new=False)


def _store(it: Asked[CheckOut]) -> UUID:
    assert it.store_id is not None, "a shopper is in a store"
    return it.store_id
