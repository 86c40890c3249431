"""HTTP doors to carts: each is there twice, by the shop's host and by its slug."""

from typing import Any

from galleria.base.http import Access, Endpoint, command, special
from galleria.base.refusals import Refusal, Unauthorized
from galleria.checkout.change_cart import change_cart
from galleria.checkout.check_out import CheckOutBody, HoldExpired
from galleria.checkout.claim_order import claim_own_order
from galleria.checkout.doors import (
    Bought,
    NotOrdered,
    check_out,
    pay_cart_order,
    read_cart_order,
)
from galleria.checkout.lines import (
    FullCart,
    NotSoldNow,
    add_cart_line,
    change_cart_line,
    remove_cart_line,
    set_cart_lines,
)
from galleria.checkout.merge import claim_cart
from galleria.checkout.open_cart import open_new_cart
from galleria.checkout.pay import PAYING_REFUSALS, ChosenPayment
from galleria.checkout.place import CartOrdered
from galleria.checkout.quote import quote_cart
from galleria.checkout.read_cart import read_cart
from galleria.checkout.shipping import list_cart_shipping
from galleria.checkout.to_sale import EmptyCart
from galleria.orders import (
    PLACING_REFUSALS,
    SoldOut,
    WrongModifiers,
)

CHANGING = (CartOrdered, NotSoldNow, WrongModifiers, SoldOut, FullCart)


def _carts(root: str) -> list[Endpoint]:
    cart, line = f"{root}/carts/{{cart}}", f"{root}/carts/{{cart}}/lines/{{line_id}}"
    return [
        _write("POST", f"{root}/carts", open_new_cart, (Unauthorized,), status=201),
        command("GET", cart, read_cart, permission=None),
        _write("PATCH", cart, change_cart, (CartOrdered,)),
        _write("POST", f"{cart}/lines", add_cart_line, CHANGING, status=201),
        _write("PUT", f"{cart}/lines", set_cart_lines, CHANGING),
        _write("PATCH", line, change_cart_line, (CartOrdered, SoldOut)),
        _write("DELETE", line, remove_cart_line, (CartOrdered,)),
        _write("POST", f"{cart}/claim", claim_cart, (CartOrdered, Unauthorized)),
        command("GET", f"{cart}/shipping-methods", list_cart_shipping, permission=None),
        command(
            "GET",
            f"{cart}/quote",
            quote_cart,
            permission=None,
            refusals=(CartOrdered, EmptyCart, *PLACING_REFUSALS),
        ),
        *_buying(cart),
        _write("POST", f"{root}/orders/claim", claim_own_order, (Unauthorized,)),
    ]


def _buying(cart: str) -> list[Endpoint]:
    return [
        special(
            "POST",
            f"{cart}/checkout",
            check_out,
            access=Access.SHOPPER,
            body=CheckOutBody,
            result=Bought,
            status=201,
            refusals=(EmptyCart, HoldExpired, *PLACING_REFUSALS),
            idempotent=True,
            keeps_plans=True,
        ),
        special(
            "POST",
            f"{cart}/payments",
            pay_cart_order,
            access=Access.SHOPPER,
            body=ChosenPayment,
            result=Bought,
            status=201,
            refusals=(NotOrdered, *PAYING_REFUSALS),
            idempotent=True,
            keeps_plans=True,
        ),
        special(
            "GET",
            f"{cart}/order",
            read_cart_order,
            access=Access.SHOPPER,
            result=Bought,
            refusals=(NotOrdered,),
            keeps_plans=True,
        ),
    ]


def _write(
    method: str, path: str, use_case: Any, refusals: tuple[type[Refusal], ...], status: int = 200
) -> Endpoint:
    return command(
        method,
        path,
        use_case,
        permission=None,
        status=status,
        idempotent=True,
        refusals=refusals,
    )


ROUTES = [*_carts("/shop"), *_carts("/shops/{store_slug}")]
