"""Customers: who registers, verifies, signs in; their own profile; and what staff do with them."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.ops.verify.isolation.pairs.shops import Shop, given_shop
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Pair,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request

PASSWORD = f"a long sentence {new_id().hex}"
PUBLIC = "customers sign in to a shop with a token of their own kind, or not at all"


class Buyer(Struct, frozen=True):
    """A shop, and a customer who is signed in there."""

    shop: Shop
    customer_id: str
    email: str
    token: str


class Counter(Struct, frozen=True):
    """What a shopper of the owner's sends, and what one of the other's brings instead."""

    theirs: Buyer
    own: Buyer
    is_by_slug: bool

    def step(  # noqa: PLR0913  (a request: one keyword a part)
        self,
        method: str,
        rest: str,
        body: Any = None,
        *,
        names: tuple[str, ...] = (),
        headers: dict[str, str] | None = None,
        is_signed_in: bool = False,
        expected: Any = "absent",
    ) -> Step:
        """Return a request to the owner's shop, which the other sends to its own shop."""
        headers = dict(headers or {})
        if is_signed_in:
            headers["authorization"] = f"Bearer {self.theirs.token}"
        if not self.is_by_slug:
            headers["host"] = self.theirs.shop.domain
        root = f"/shops/{self.theirs.shop.slug}" if self.is_by_slug else "/shop"
        swap = {
            self.theirs.shop.slug: self.own.shop.slug,
            self.theirs.shop.domain: self.own.shop.domain,
            self.theirs.token: self.own.token,
        }
        swap = {name: other for name, other in swap.items() if name not in names}
        request = Request(
            method=method, path=root + rest, body=body, headers=headers, names=names, swap=swap
        )
        return Step(request, expected)


async def given_buyer(visitor: Visitor) -> Buyer:
    """Make a customer who chose a password, and sign them in."""
    shop = await given_shop(visitor)
    email = f"{visitor.name('buyer')}@example.com"
    made = await visitor.post("/customers", {"email": email, "name": visitor.name("buyer")})
    link = await given_link(visitor, made["customer_id"], "password")
    root = f"/shops/{shop.slug}/customers"
    await visitor.post(f"{root}/reset", {"token": link, "password": PASSWORD})
    signed_in = await visitor.post(f"{root}/login", {"email": email, "password": PASSWORD})
    return Buyer(shop, made["customer_id"], email, signed_in["token"])


async def given_link(visitor: Visitor, customer_id: str, purpose: str) -> str:
    """Fetch a link for a customer."""
    issued = await visitor.post(f"/customers/{customer_id}/links", {"purpose": purpose})
    return issued["link_token"]


async def given_counter(house: House, *, is_by_slug: bool) -> Counter:
    """Two shops, each with a customer."""
    return Counter(await given_buyer(house.owner), await given_buyer(house.other), is_by_slug)


async def register_customer(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    body = {"email": f"{house.owner.name('new')}@example.com", "password": PASSWORD}
    return [at.step("POST", "/customers", body, expected="own")]


async def log_in_customer(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    body = {"email": at.theirs.email, "password": PASSWORD}
    return [at.step("POST", "/customers/login", body, names=(at.theirs.email,))]


async def verify_customer_email(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    await _moved(house.owner, at.theirs)
    link = await given_link(house.owner, at.theirs.customer_id, "verification")
    body = {"token": link, "password": PASSWORD}
    return [at.step("POST", "/customers/verify", body, names=(link,))]


async def forget_customer_password(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    return [
        at.step("POST", "/customers/forgotten", {"email": at.theirs.email}, expected="own"),
    ]


async def choose_customer_password(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    link = await given_link(house.owner, at.theirs.customer_id, "password")
    body = {"token": link, "password": f"{PASSWORD} anew"}
    return [at.step("POST", "/customers/reset", body, names=(link,))]


async def read_own_customer(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    return [
        at.step("GET", "/customer", is_signed_in=True, expected="own"),
        at.step("GET", "/customer", is_signed_in=True, names=(at.theirs.token,)),
    ]


async def change_own_customer(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    own = await house.owner.get(f"/customers/{at.theirs.customer_id}")
    headers, body = if_match(own["version"]), {"phone": "+49 30 1"}
    names = (at.theirs.token,)
    return [
        at.step("PATCH", "/customer", body, names=names, headers=headers, is_signed_in=True),
    ]


async def change_customer_password(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    body = {"password": PASSWORD, "new_password": f"{PASSWORD} anew"}
    return [
        at.step("POST", "/customer/password", body, names=(at.theirs.token,), is_signed_in=True)
    ]


async def log_out_customer(house: House, *, is_by_slug: bool) -> list[Step]:
    at = await given_counter(house, is_by_slug=is_by_slug)
    return [at.step("POST", "/customer/logout", names=(at.theirs.token,), is_signed_in=True)]


async def list_customers(house: House) -> list[Step]:
    emails = [f"{house.owner.name('buyer')}@example.com" for _ in range(2)]
    for email in emails:
        await house.owner.post("/customers", {"email": email})
    by_prefix = Request(method="GET", path="/customers", query={"q": emails[0]})
    return [*await steps_of_list(house, "/customers"), Step(by_prefix, "own", is_bare=False)]


async def create_customer(house: House) -> list[Step]:
    body = {"email": f"{house.owner.name('new')}@example.com"}
    return [Step(Request(method="POST", path="/customers", body=body), "own")]


async def read_customer(house: House) -> list[Step]:
    return [await _of_one(house, "GET", "")]


async def change_customer(house: House) -> list[Step]:
    step = await _of_one(house, "PATCH", "", {"name": house.owner.name("name")})
    return [replace(step, request=replace(step.request, headers=if_match(1)))]


async def issue_customer_link(house: House) -> list[Step]:
    return [await _of_one(house, "POST", "/links", {"purpose": "password"})]


async def _of_one(house: House, method: str, rest: str, body: Any = None) -> Step:
    email = f"{house.owner.name('buyer')}@example.com"
    customer_id = (await house.owner.post("/customers", {"email": email}))["customer_id"]
    path = f"/customers/{customer_id}{rest}"
    return Step(Request(method=method, path=path, body=body, names=(customer_id,)))


async def _moved(visitor: Visitor, buyer: Buyer) -> None:
    """Give the customer another address, which is yet to be verified."""
    known = await visitor.get(f"/customers/{buyer.customer_id}")
    body = {"email": f"{visitor.name('moved')}@example.com"}
    path = f"/customers/{buyer.customer_id}"
    await visitor.made(
        Request(method="PATCH", path=path, body=body, headers=if_match(known["version"]))
    )


def twice(ask: Callable[..., Awaitable[list[Step]]]) -> list[Pair]:
    """Return the pairs of an operation that is asked by the shop's host and by its slug."""
    return [
        Pair(
            operation=ask.__name__ + ("_by_slug" if is_by_slug else ""),
            steps=partial(ask, is_by_slug=is_by_slug),
            public=PUBLIC,
        )
        for is_by_slug in (False, True)
    ]


OWN = (
    register_customer,
    log_in_customer,
    verify_customer_email,
    forget_customer_password,
    choose_customer_password,
    read_own_customer,
    change_own_customer,
    change_customer_password,
    log_out_customer,
)

PAIRS = [
    pair(list_customers),
    pair(create_customer),
    pair(read_customer),
    pair(change_customer),
    pair(issue_customer_link),
    *[it for ask in OWN for it in twice(ask)],
]
