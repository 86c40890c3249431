"""Checkout and payment over HTTP: the order in the lane, its payment outside of any transaction."""

import msgspec
from msgspec import Struct

from galleria.base.call import Answer, Call
from galleria.base.refusals import Refusal
from galleria.base.tx import ReadTx
from galleria.checkout.check_out import CheckOut, CheckOutBody, check_out_carts
from galleria.checkout.pay import (
    ChosenPayment,
    OrderPayment,
    PaymentProblem,
    begin_payment,
    problem_of,
    shown_payment,
)
from galleria.checkout.place import MINE, Place, cart_at, place_of, resolved
from galleria.checkout.queries import last_payment
from galleria.engine.lanes import Lanes
from galleria.orders import BoughtOrder, OrderDetails, bought, read_order
from galleria.payments import once

CREATED = 201
# An answer with what to pay with is for its shopper alone.
UNCACHED = {"cache-control": "no-store"}


class NotOrdered(Refusal):
    code = "not_ordered"
    status = 409
    title = "This cart is not ordered yet"


class Bought(Struct, frozen=True):
    """The order, and what is to be done to pay it.

    `payment` null: none is under way. `payment_problem`: it could not be begun, and why; the order
    is placed, and can be paid by another try.
    """

    order: BoughtOrder
    payment: OrderPayment | None
    payment_problem: PaymentProblem | None = None


async def check_out(call: Call) -> Answer:
    """Order the cart, once, and begin its payment.

    Again, from wherever: the same order, and the payment that is under way. A payment that cannot
    be begun does not undo the order.
    """
    body = await call.json(CheckOutBody)

    async def act() -> Answer:
        command = CheckOut(await _place(call), body)
        done = await call.services.get(Lanes).ask(call.tenant, check_out_carts, command)
        return _answer(CREATED, await _paying(call, done.order, body.payment))

    return await once(call, msgspec.json.encode(body), act)


async def pay_cart_order(call: Call) -> Answer:
    """Begin to pay the cart's order, again: two tabs get the same payment.

    NotFound, NotOrdered; and what payments refuse: OrderNotPayable, HoldExpired, NoGateway.
    """
    choice = await call.json(ChosenPayment)

    async def act() -> Answer:
        async with call.reading() as tx:
            before = await _ordered(tx, call)
        payment = await begin_payment(call, before.order_id, choice)
        async with call.reading() as tx:
            order = await read_order(tx, order_id=before.order_id)
        return _answer(CREATED, Bought(bought(order, order.lines), payment))

    return await once(call, msgspec.json.encode(choice), act)


async def read_cart_order(call: Call) -> Answer:
    """Return the cart's order as it is now, and its last payment; NotFound, NotOrdered."""
    async with call.reading() as tx:
        order = await _ordered(tx, call)
        row = await last_payment(tx, order_id=order.order_id)
    shown = None if row is None else shown_payment(row)
    return _answer(200, Bought(bought(order, order.lines), shown))


async def _place(call: Call) -> Place:
    address = call.path_values["cart"]
    if address != MINE:
        return place_of(address, is_signed_in=call.tenant.customer_id is not None)
    async with call.reading() as tx:
        return await resolved(tx, address)


async def _paying(call: Call, order: BoughtOrder, choice: ChosenPayment) -> Bought:
    if not choice.is_gateways or order.payment_state not in ("unpaid", "pending"):
        return Bought(order, None)
    try:
        payment = await begin_payment(call, order.order_id, choice)
    except Refusal as refusal:
        return Bought(order, None, problem_of(refusal))
    return Bought(order, payment)


async def _ordered(tx: ReadTx, call: Call) -> OrderDetails:
    cart = await cart_at(tx, call.path_values["cart"])
    if cart.order_id is None:
        raise NotOrdered()
    return await read_order(tx, order_id=cart.order_id)


def _answer(status: int, result: Bought) -> Answer:
    return Answer(status, msgspec.json.encode(result), UNCACHED)
