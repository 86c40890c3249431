"""What shoppers read, by the request's host and by the shop's slug."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from functools import partial
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.catalogs import (
    given_catalog,
    given_category,
    given_product,
)
from galleria.ops.verify.isolation.pairs.stores import given_domain, given_store
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Pair,
    Step,
    Visitor,
    pair,
)
from galleria.ops.verify.isolation.replay.requests import Request

PUBLIC = "shoppers do not sign in; the shop's own address says whose it is"


class Read(Protocol):
    """A read of a shop, by either of its addresses."""

    __name__: str

    async def __call__(self, house: House, *, is_by_slug: bool) -> list[Step]:
        """Return the steps."""
        ...


class Shop(Struct, frozen=True):
    """A shop that sells two products in a category; each is named by id and by slug."""

    slug: str
    store_id: str
    domain: str
    categories: tuple[str, str]
    products: tuple[str, str]
    sku: str


async def given_shop(visitor: Visitor) -> Shop:
    """Open a shop with something to sell."""
    store, catalog_id = await given_store(visitor), await given_catalog(visitor)
    store_id = store["store_id"]
    body = {"catalog_id": catalog_id}
    await visitor.put(f"/stores/{store_id}/catalog", body, version=0)
    category_slug, product_slug = visitor.name("category"), visitor.name("product")
    category_id = await given_category(visitor, catalog_id, slug=category_slug)
    sku = visitor.name("sku")
    product_id = await given_product(
        visitor, catalog_id, category_id=category_id, slug=product_slug, sku=sku
    )
    await given_product(visitor, catalog_id, category_id=category_id)
    return Shop(
        store["slug"],
        store_id,
        await given_domain(visitor, store_id),
        (category_id, category_slug),
        (product_id, product_slug),
        sku,
    )


class Door(Struct, frozen=True):
    """Two shops, and how one of them is asked for: by its slug, or by its host."""

    theirs: Shop
    own: Shop
    is_by_slug: bool

    def step(self, rest: str = "", *, names: tuple[str, ...] = ()) -> Step:
        """Return a read of the owner's shop, which the other sends to its own shop."""
        if self.is_by_slug:
            path, headers = f"/shops/{self.theirs.slug}{rest}", {}
        else:
            path, headers = f"/shop{rest}", {"host": self.theirs.domain}
        swap = {self.theirs.slug: self.own.slug, self.theirs.domain: self.own.domain}
        request = Request(method="GET", path=path, headers=headers, names=names, swap=swap)
        return Step(request, "absent" if names else "own")


async def read_shop(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await _door(house, is_by_slug)).step()]


async def read_shop_categories(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await _door(house, is_by_slug)).step("/categories")]


async def read_shop_category(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [door.step(f"/categories/{name}", names=(name,)) for name in door.theirs.categories]


async def list_shop_products(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [door.step("/products"), await _onward(house, door.step("/products").request)]


async def list_category_products(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    listed = [
        door.step(f"/categories/{name}/products", names=(name,)) for name in door.theirs.categories
    ]
    whole, swap = listed[0].request, {door.theirs.categories[0]: door.own.categories[0]}
    return [*listed, await _onward(house, replace(whole, swap={**whole.swap, **swap}))]


async def read_shop_product(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [door.step(f"/products/{name}", names=(name,)) for name in door.theirs.products]


async def scan_in_shop(house: House, *, is_by_slug: bool) -> list[Step]:
    door = await _door(house, is_by_slug)
    return [door.step(f"/scan/{door.theirs.sku}", names=(door.theirs.sku,))]


async def read_shop_sitemap(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await _door(house, is_by_slug)).step("/sitemap.xml")]


async def read_shop_feed(house: House, *, is_by_slug: bool) -> list[Step]:
    return [(await _door(house, is_by_slug)).step("/feed")]


async def scan_at_store(house: House) -> list[Step]:
    shop = await given_shop(house.owner)
    path = f"/stores/{shop.store_id}/scan/{shop.sku}"
    return [Step(Request(method="GET", path=path, names=(shop.store_id, shop.sku)))]


async def _onward(house: House, whole: Request) -> Step:
    """Return the owner's cursor in a list of the other's own."""
    first = await house.owner.ask(with_query(whole, {"limit": "1"}))
    cursor: str = first.json()["next_cursor"]
    onward = with_query(whole, {"limit": "1", "cursor": cursor})
    return Step(replace(onward, names=(cursor,), swap=whole.swap))


def with_query(request: Request, query: dict[str, str]) -> Request:
    """Return the request with a query."""
    return Request(method="GET", path=request.path, query=query, headers=request.headers)


async def _door(house: House, is_by_slug: bool) -> Door:
    return Door(await given_shop(house.owner), await given_shop(house.other), is_by_slug)


def _pair(read: Read, *, is_by_slug: bool) -> Pair:
    return Pair(
        operation=read.__name__ + ("_by_slug" if is_by_slug else ""),
        steps=partial(read, is_by_slug=is_by_slug),
        public=PUBLIC,
    )


READS: tuple[Read, ...] = (
    read_shop,
    read_shop_categories,
    read_shop_category,
    list_shop_products,
    list_category_products,
    read_shop_product,
    scan_in_shop,
    read_shop_sitemap,
    read_shop_feed,
)

PAIRS = [
    pair(scan_at_store),
    *[_pair(read, is_by_slug=is_by_slug) for read in READS for is_by_slug in (False, True)],
]
