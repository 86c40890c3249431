"""Orders: placed, read, listed, exported, and whatever becomes of them."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from functools import partial
from typing import Any, Protocol

from msgspec import Struct

from galleria.ops.verify.isolation.pairs.store_choice import Seller, given_seller
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Pair,
    Step,
    Visitor,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request

CASH = {"method": "cash"}
PASSWORD = "a long sentence is best"


async def given_order(visitor: Visitor, seller: Seller | None = None, **more: Any) -> Any:
    """Sell two units of something, paid in cash."""
    seller = seller or await given_seller(visitor)
    body = {"lines": [{"variant_id": seller.variant_id, "units": 2}], "tender": CASH}
    named = {"customer_name": visitor.name("buyer")}
    return await visitor.post(f"/stores/{seller.store_id}/orders", {**body, **named, **more})


async def given_shipped(visitor: Visitor) -> Any:
    """Sell two units and ship them."""
    order = await given_order(visitor)
    return await visitor.post(f"/orders/{order['order_id']}/fulfilments")


async def place_orders(house: House) -> list[Step]:
    seller, own = await given_seller(house.owner), await given_seller(house.other)
    path = f"/stores/{seller.store_id}/orders"
    body = {"lines": [{"variant_id": seller.variant_id, "units": 1}], "tender": CASH}
    whole = Request(method="POST", path=path, body=body, names=(seller.store_id,))
    swap = {seller.store_id: own.store_id}
    from_own = Request(
        method="POST",
        path=path,
        body=body,
        # What is not sold is decided, and so kept: an absent variant is asked for by its own key.
        headers={"idempotency-key": f'"{seller.variant_id}"'},
        names=(seller.variant_id,),
        swap=swap,
    )
    return [Step(whole), Step(from_own)]


async def quote_order(house: House) -> list[Step]:
    seller = await given_seller(house.owner)
    path = f"/stores/{seller.store_id}/quotes"
    body = {"lines": [{"variant_id": seller.variant_id, "units": 1}]}
    return [Step(Request(method="POST", path=path, body=body, names=(seller.store_id,)))]


async def list_orders(house: House) -> list[Step]:
    seller = await given_seller(house.owner)
    orders = [await given_order(house.owner, seller) for _ in range(2)]
    filters: dict[str, str] = {
        "store_id": seller.store_id,
        "variant_id": seller.variant_id,
        "product_id": seller.product_id,
        "number": orders[0]["number"],
    }
    by_filter = [
        Step(Request(method="GET", path="/orders", query={name: value}), "own")
        for name, value in filters.items()
    ]
    return [*await steps_of_list(house, "/orders"), *by_filter]


async def export_orders(house: House) -> list[Step]:
    await given_order(house.owner)
    return [
        Step(Request(method="GET", path="/orders/export", query={"format": form}), "own")
        for form in ("csv", "jsonl")
    ]


async def read_order(house: House) -> list[Step]:
    return [_named("GET", await given_order(house.owner), "")]


async def read_order_by_number(house: House) -> list[Step]:
    order = await given_order(house.owner)
    path = f"/stores/{order['store_id']}/orders/{order['number']}"
    return [Step(Request(method="GET", path=path, names=(order["store_id"],)))]


async def change_order(house: House) -> list[Step]:
    body = {"comment": house.owner.name("comment")}
    return [_named("PATCH", await given_order(house.owner), "", body)]


async def transition_orders(house: House) -> list[Step]:
    order = await given_order(house.owner)
    body = {"rows": [{"order_id": order["order_id"], "transition": "cancel"}]}
    names = (order["order_id"],)
    request = Request(method="POST", path="/orders/transitions", body=body, names=names)
    return [Step(request)]


async def cancel_order(house: House) -> list[Step]:
    body = {"reason": house.owner.name("reason")}
    return [_named("POST", await given_order(house.owner), "/cancel", body)]


async def start_processing(house: House) -> list[Step]:
    return [_named("POST", await given_order(house.owner), "/process")]


async def fulfil_order(house: House) -> list[Step]:
    body = {"lines": [{"line_no": 1, "units": 1}], "carrier": house.owner.name("carrier")}
    return [_named("POST", await given_order(house.owner), "/fulfilments", body)]


async def deliver_order(house: House) -> list[Step]:
    return [_named("POST", await given_shipped(house.owner), "/deliver")]


async def deliver_fulfilment(house: House) -> list[Step]:
    return await _of_parcel(house, "deliver")


async def cancel_fulfilment(house: House) -> list[Step]:
    return await _of_parcel(house, "cancel")


async def return_units(house: House) -> list[Step]:
    body = {"lines": [{"line_no": 1, "units": 1}], "reason": house.owner.name("reason")}
    return [_named("POST", await given_shipped(house.owner), "/returns", body)]


async def create_note(house: House) -> list[Step]:
    body = {"text": house.owner.name("note")}
    return [_named("POST", await given_order(house.owner), "/notes", body)]


async def list_notes(house: House) -> list[Step]:
    order = await given_order(house.owner)
    for _ in range(2):
        text = {"text": house.owner.name("note")}
        await house.owner.post(f"/orders/{order['order_id']}/notes", text)
    return [_named("GET", order, "/notes")]


class Buyer(Struct, frozen=True):
    """A customer who is signed in to a shop, and has ordered there."""

    slug: str
    domain: str
    token: str
    order_id: str


class Own(Protocol):
    """What a customer reads, by either of the shop's addresses."""

    __name__: str

    async def __call__(self, house: House, *, is_by_slug: bool) -> list[Step]:
        """Return the steps."""
        ...


async def list_own_orders(house: House, *, is_by_slug: bool) -> list[Step]:
    theirs, own = await _given_buyer(house.owner), await _given_buyer(house.other)
    return [_by_buyer(theirs, own, "", is_by_slug=is_by_slug)]


async def read_own_order(house: House, *, is_by_slug: bool) -> list[Step]:
    theirs, own = await _given_buyer(house.owner), await _given_buyer(house.other)
    named = _by_buyer(theirs, own, theirs.order_id, is_by_slug=is_by_slug)
    return [named]


async def _given_buyer(visitor: Visitor) -> Buyer:
    seller = await given_seller(visitor)
    slug = (await visitor.get(f"/stores/{seller.store_id}"))["slug"]
    domain = f"{visitor.name('host')}.example.com"
    await visitor.post(f"/stores/{seller.store_id}/domains", {"domain": domain})
    email = f"{visitor.name('buyer')}@example.com"
    shop = f"/shops/{slug}"
    await visitor.post(f"{shop}/customers", {"email": email, "password": PASSWORD})
    found = await visitor.made(Request(method="GET", path="/customers", query={"q": email}))
    customer_id = found["items"][0]["customer_id"]
    link = await visitor.post(f"/customers/{customer_id}/links", {"purpose": "verification"})
    proof = {"token": link["link_token"], "password": PASSWORD}
    token = (await visitor.post(f"{shop}/customers/verify", proof))["token"]
    order = await given_order(visitor, seller, customer_id=customer_id)
    return Buyer(slug, domain, token, order["order_id"])


def _by_buyer(theirs: Buyer, own: Buyer, order_id: str, *, is_by_slug: bool) -> Step:
    rest = f"/{order_id}" if order_id else ""
    headers = {"authorization": f"Bearer {theirs.token}"}
    path = f"/shops/{theirs.slug}/orders{rest}" if is_by_slug else f"/shop/orders{rest}"
    if not is_by_slug:
        headers["host"] = theirs.domain
    swap = {theirs.slug: own.slug, theirs.domain: own.domain, theirs.token: own.token}
    names = (order_id,) if order_id else ()
    request = Request(method="GET", path=path, headers=headers, names=names, swap=swap)
    return Step(request, "absent" if names else "own")


def _named(method: str, order: Any, rest: str, body: Any = None) -> Step:
    order_id = order["order_id"]
    request = Request(method=method, path=f"/orders/{order_id}{rest}", body=body, names=(order_id,))
    return Step(request)


async def _of_parcel(house: House, verb: str) -> list[Step]:
    order, own = await given_shipped(house.owner), await given_shipped(house.other)
    order_id, parcel = order["order_id"], order["fulfilments"][0]["fulfilment_id"]
    path = f"/orders/{order_id}/fulfilments/{parcel}/{verb}"
    whole = Request(method="POST", path=path, names=(order_id, parcel))
    return [Step(whole), await _from_own(house, own["order_id"], verb)]


async def _from_own(house: House, own_order_id: str, verb: str) -> Step:
    """Name the owner's parcel in an order of the other's own."""
    order = await given_shipped(house.owner)
    order_id, parcel = order["order_id"], order["fulfilments"][0]["fulfilment_id"]
    path = f"/orders/{order_id}/fulfilments/{parcel}/{verb}"
    request = Request(method="POST", path=path, names=(parcel,), swap={order_id: own_order_id})
    return Step(request)


PUBLIC = "customers sign in to a shop with a token of their own kind"
OWN: tuple[Own, ...] = (list_own_orders, read_own_order)

PAIRS: list[Pair] = [
    pair(place_orders),
    pair(quote_order),
    pair(list_orders),
    pair(export_orders),
    pair(read_order),
    pair(read_order_by_number),
    pair(change_order),
    pair(transition_orders),
    pair(cancel_order),
    pair(start_processing),
    pair(fulfil_order),
    pair(deliver_order),
    pair(deliver_fulfilment),
    pair(cancel_fulfilment),
    pair(return_units),
    pair(create_note),
    pair(list_notes),
    *[
        Pair(
            operation=read.__name__ + ("_by_slug" if is_by_slug else ""),
            steps=partial(read, is_by_slug=is_by_slug),
            public=PUBLIC,
        )
        for read in OWN
        for is_by_slug in (False, True)
    ],
]
