"""How orders are priced: tax rates, stores' terms, shipping methods, discounts."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.ops.verify.isolation.pairs.stores import given_store
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request


def _new_rate(visitor: Visitor) -> dict[str, Any]:
    name = visitor.name("rate")
    return {"country": "DE", "tax_class": name, "name": name, "rate_ppm": 190_000}


def _new_method(visitor: Visitor) -> dict[str, Any]:
    name = visitor.name("method")
    return {"code": name, "name": name, "price_minor": 490, "countries": ["DE"]}


def _new_discount(visitor: Visitor) -> dict[str, Any]:
    name = visitor.name("code")
    return {"code": name.upper()[:40], "name": name, "rate_ppm": 100_000}


async def given_store_id(visitor: Visitor) -> str:
    """Open a store."""
    return (await given_store(visitor))["store_id"]


async def list_tax_rates(house: House) -> list[Step]:
    for _ in range(2):
        await house.owner.post("/tax-rates", _new_rate(house.owner))
    return await steps_of_list(house, "/tax-rates")


async def create_tax_rate(house: House) -> list[Step]:
    return [Step(Request(method="POST", path="/tax-rates", body=_new_rate(house.owner)), "own")]


async def change_tax_rate(house: House) -> list[Step]:
    return [await _rate(house, "PATCH", {"rate_ppm": 70_000})]


async def delete_tax_rate(house: House) -> list[Step]:
    return [await _rate(house, "DELETE")]


async def read_store_terms(house: House) -> list[Step]:
    store_id = await given_store_id(house.owner)
    return [Step(Request(method="GET", path=f"/stores/{store_id}/terms", names=(store_id,)))]


async def change_store_terms(house: House) -> list[Step]:
    store_id = await given_store_id(house.owner)
    request = Request(
        method="PATCH",
        path=f"/stores/{store_id}/terms",
        body={"number_prefix": "X-"},
        headers=if_match(0),
        names=(store_id,),
    )
    return [Step(request)]


async def list_shipping_methods(house: House) -> list[Step]:
    store_id = await given_store_id(house.owner)
    path = f"/stores/{store_id}/shipping-methods"
    await house.owner.post(path, _new_method(house.owner))
    return [Step(Request(method="GET", path=path, names=(store_id,)))]


async def create_shipping_method(house: House) -> list[Step]:
    store_id = await given_store_id(house.owner)
    path = f"/stores/{store_id}/shipping-methods"
    body = _new_method(house.owner)
    return [Step(Request(method="POST", path=path, body=body, names=(store_id,)))]


async def change_shipping_method(house: House) -> list[Step]:
    return [await _method(house, "PATCH", {"price_minor": 990})]


async def delete_shipping_method(house: House) -> list[Step]:
    return [await _method(house, "DELETE")]


async def list_discounts(house: House) -> list[Step]:
    for _ in range(2):
        await house.owner.post("/discounts", _new_discount(house.owner))
    return await steps_of_list(house, "/discounts")


async def create_discount(house: House) -> list[Step]:
    store_id = await given_store_id(house.owner)
    own = Request(method="POST", path="/discounts", body=_new_discount(house.owner))
    # In a store of the owner's: it is none of the other's.
    body = {**_new_discount(house.owner), "store_id": store_id}
    foreign = Request(method="POST", path="/discounts", body=body, names=(store_id,))
    return [Step(own, "own"), Step(foreign)]


async def read_discount(house: House) -> list[Step]:
    return [await _discount(house, "GET")]


async def change_discount(house: House) -> list[Step]:
    return [await _discount(house, "PATCH", {"is_active": False})]


async def delete_discount(house: House) -> list[Step]:
    return [await _discount(house, "DELETE")]


async def _rate(house: House, method: str, body: Any = None) -> Step:
    rate = await house.owner.post("/tax-rates", _new_rate(house.owner))
    return _step(method, f"/tax-rates/{rate['tax_rate_id']}", rate["tax_rate_id"], body)


async def _method(house: House, method: str, body: Any = None) -> Step:
    path = f"/stores/{await given_store_id(house.owner)}/shipping-methods"
    made = await house.owner.post(path, _new_method(house.owner))
    name = made["shipping_method_id"]
    return _step(method, f"{path}/{name}", name, body)


async def _discount(house: House, method: str, body: Any = None) -> Step:
    made = await house.owner.post("/discounts", _new_discount(house.owner))
    return _step(method, f"/discounts/{made['discount_id']}", made["discount_id"], body)


def _step(method: str, path: str, name: str, body: Any) -> Step:
    headers = {} if method == "GET" else if_match(1)
    return Step(Request(method=method, path=path, body=body, headers=headers, names=(name,)))


PAIRS = [
    pair(list_tax_rates),
    pair(create_tax_rate),
    pair(change_tax_rate),
    pair(delete_tax_rate),
    pair(read_store_terms),
    pair(change_store_terms),
    pair(list_shipping_methods),
    pair(create_shipping_method),
    pair(change_shipping_method),
    pair(delete_shipping_method),
    pair(list_discounts),
    pair(create_discount),
    pair(read_discount),
    pair(change_discount),
    pair(delete_discount),
]
