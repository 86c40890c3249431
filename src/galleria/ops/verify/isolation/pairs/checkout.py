"""Carts and checkout, by the shop's host and by its slug."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.customers import (
    Buyer,
    Counter,
    given_counter,
    twice,
)
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor
from galleria.ops.verify.isolation.replay.requests import Request

CASH = {"method": "cash_on_delivery"}


class Filled(Struct, frozen=True):
    """A guest's cart in the owner's shop, with a line in it."""

    at: Counter
    cart: str
    line_id: str
    variant_id: str

    def step(self, method: str, rest: str = "", body: Any = None, **more: Any) -> Step:
        """Return a request for the cart."""
        names = (self.cart, *more.pop("names", ()))
        return self.at.step(method, f"/carts/{self.cart}{rest}", body, names=names, **more)


async def given_cart(house: House, *, is_by_slug: bool) -> Filled:
    """Fill a guest's cart."""
    at = await given_counter(house, is_by_slug=is_by_slug)
    owner, root = house.owner, f"/shops/{at.theirs.shop.slug}/carts"
    product = await owner.get(f"/shops/{at.theirs.shop.slug}/products/{at.theirs.shop.products[0]}")
    variant_id = product["variants"][0]["variant_id"]
    cart = (await owner.post(root))["cart"]
    filled = await owner.post(f"{root}/{cart}/lines", {"variant_id": variant_id})
    contact = {"customer_email": at.theirs.email, "customer_name": owner.name("buyer")}
    await owner.made(Request(method="PATCH", path=f"{root}/{cart}", body=contact))
    return Filled(at, cart, filled["lines"][0]["line_id"], variant_id)


async def given_ordered(house: House, *, is_by_slug: bool) -> tuple[Filled, str]:
    """Order what is in a guest's cart; the order's number, too."""
    filled = await given_cart(house, is_by_slug=is_by_slug)
    number = await _ordered(house.owner, filled.at.theirs, filled.cart)
    return filled, number


async def open_new_cart(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    return [at.step("POST", "/carts", expected="own")]


async def read_cart(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await given_cart(house, is_by_slug=is_by_slug)).step("GET")]


async def change_cart(house: House, *, is_by_slug: bool) -> list[Step]:
    body = {"customer_phone": "+49 30 1"}
    return [(await given_cart(house, is_by_slug=is_by_slug)).step("PATCH", "", body)]


async def add_cart_line(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    own = (await house.other.post(f"/shops/{filled.at.own.shop.slug}/carts"))["cart"]
    body = {"variant_id": filled.variant_id}
    named = filled.at.step("POST", f"/carts/{filled.cart}/lines", body, names=(filled.variant_id,))
    named.request.swap[filled.cart] = own
    return [filled.step("POST", "/lines", body), named]


async def set_cart_lines(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    body = {"lines": [{"variant_id": filled.variant_id, "units": 3}]}
    return [filled.step("PUT", "/lines", body)]


async def change_cart_line(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    return [filled.step("PATCH", f"/lines/{filled.line_id}", {"units": 2})]


async def remove_cart_line(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    return [filled.step("DELETE", f"/lines/{filled.line_id}")]


async def claim_cart(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    return [filled.step("POST", "/claim", is_signed_in=True)]


async def list_cart_shipping(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    # A list of names and prices: nothing in it is an identifier.
    return [replace(filled.step("GET", "/shipping-methods"), is_bare=True)]


async def quote_cart(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await given_cart(house, is_by_slug=is_by_slug)).step("GET", "/quote")]


async def check_out(house: House, *, is_by_slug: bool) -> list[Step]:
    filled = await given_cart(house, is_by_slug=is_by_slug)
    body = {"expected_total_minor": await _total(house.owner, filled), "payment": CASH}
    return [filled.step("POST", "/checkout", body)]


async def pay_cart_order(house: House, *, is_by_slug: bool) -> list[Step]:
    filled, _ = await given_ordered(house, is_by_slug=is_by_slug)
    return [filled.step("POST", "/payments", CASH)]


async def read_cart_order(house: House, *, is_by_slug: bool) -> list[Step]:
    filled, _ = await given_ordered(house, is_by_slug=is_by_slug)
    return [filled.step("GET", "/order")]


async def claim_own_order(house: House, *, is_by_slug: bool) -> list[Step]:
    filled, number = await given_ordered(house, is_by_slug=is_by_slug)
    at = filled.at
    # The number may be one of the other's own shop; the customer's token never is.
    names = (at.theirs.token,)
    return [at.step("POST", "/orders/claim", {"number": number}, names=names, is_signed_in=True)]


async def _total(visitor: Visitor, filled: Filled) -> int:
    root = f"/shops/{filled.at.theirs.shop.slug}/carts"
    return (await visitor.get(f"{root}/{filled.cart}/quote"))["expected_total_minor"]


async def _ordered(visitor: Visitor, buyer: Buyer, cart: str) -> str:
    root = f"/shops/{buyer.shop.slug}/carts/{cart}"
    total = (await visitor.get(f"{root}/quote"))["expected_total_minor"]
    body = {"expected_total_minor": total, "payment": CASH}
    return (await visitor.post(f"{root}/checkout", body))["order"]["number"]


ASKED = (
    open_new_cart,
    read_cart,
    change_cart,
    add_cart_line,
    set_cart_lines,
    change_cart_line,
    remove_cart_line,
    claim_cart,
    list_cart_shipping,
    quote_cart,
    check_out,
    pay_cart_order,
    read_cart_order,
    claim_own_order,
)

PAIRS = [it for ask in ASKED for it in twice(ask)]
