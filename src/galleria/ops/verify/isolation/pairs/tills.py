"""Tills, their shifts, bills, and what was sold offline."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.base.ids import new_id
from galleria.ops.verify.isolation.pairs.store_choice import given_seller
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

CASH = {"method": "cash"}


async def given_till(visitor: Visitor, store_id: str | None = None) -> str:
    """Create a till, in a store of its own unless one is said."""
    if store_id is None:
        store_id = (await given_store(visitor))["store_id"]
    code = visitor.name("till")[-63:].strip("-")
    made = await visitor.post(f"/stores/{store_id}/tills", {"code": code, "name": code})
    return made["till_id"]


async def given_shift(visitor: Visitor, store_id: str | None = None) -> tuple[str, str]:
    """Create a till with an open shift."""
    till_id = await given_till(visitor, store_id)
    shift = await visitor.post(f"/tills/{till_id}/shifts", {"float_minor": 10_000})
    return till_id, shift["shift_id"]


async def given_selling_till(visitor: Visitor) -> tuple[str, str]:
    """Open a shift in a store that sells something; return the till and the variant."""
    seller = await given_seller(visitor)
    till_id, _ = await given_shift(visitor, seller.store_id)
    return till_id, seller.variant_id


async def list_tills(house: House) -> list[Step]:
    for _ in range(2):
        await given_till(house.owner)
    return await steps_of_list(house, "/tills")


async def create_till(house: House) -> list[Step]:
    store = await given_store(house.owner)
    body = {"code": "front", "name": house.owner.name("till")}
    return [_named("POST", f"/stores/{store['store_id']}/tills", store["store_id"], body)]


async def read_till(house: House) -> list[Step]:
    till_id = await given_till(house.owner)
    return [_named("GET", f"/tills/{till_id}", till_id)]


async def change_till(house: House) -> list[Step]:
    till_id = await given_till(house.owner)
    body = {"name": house.owner.name("renamed")}
    return [_named("PATCH", f"/tills/{till_id}", till_id, body, if_match(1))]


async def list_shifts(house: House) -> list[Step]:
    till_id, _ = await given_shift(house.owner)
    return [_named("GET", f"/tills/{till_id}/shifts", till_id)]


async def open_shift(house: House) -> list[Step]:
    till_id = await given_till(house.owner)
    return [_named("POST", f"/tills/{till_id}/shifts", till_id, {"float_minor": 5_000})]


async def approve_override(house: House) -> list[Step]:
    till_id = await given_till(house.owner)
    return [_named("POST", f"/tills/{till_id}/approvals", till_id)]


async def ring_up(house: House) -> list[Step]:
    till_id, variant_id = await given_selling_till(house.owner)
    own, _ = await given_shift(house.other)
    body = {"lines": [{"variant_id": variant_id, "units": 1}], "tender": CASH}
    path = f"/tills/{till_id}/bills"
    from_own = Request(
        method="POST", path=path, body=body, names=(variant_id,), swap={till_id: own}
    )
    return [_named("POST", path, till_id, body), Step(from_own)]


async def sync_bills(house: House) -> list[Step]:
    till_id, variant_id = await given_selling_till(house.owner)
    bill = {
        "bill_key": f"device-{new_id()}",
        "rung_up_at": "2026-01-05T10:00:00Z",
        "lines": [{"variant_id": variant_id, "units": 1}],
        "tender": CASH,
    }
    return [_named("POST", f"/tills/{till_id}/sync", till_id, {"bills": [bill]})]


async def take_back(house: House) -> list[Step]:
    till_id, variant_id = await given_selling_till(house.owner)
    bill = {"lines": [{"variant_id": variant_id, "units": 1}], "tender": CASH}
    order = await house.owner.post(f"/tills/{till_id}/bills", bill)
    body = {"number": order["number"], "lines": [{"line_no": 1, "units": 1}]}
    return [_named("POST", f"/tills/{till_id}/returns", till_id, body)]


async def read_shift(house: House) -> list[Step]:
    _, shift_id = await given_shift(house.owner)
    return [_named("GET", f"/shifts/{shift_id}", shift_id)]


async def list_entries(house: House) -> list[Step]:
    _, shift_id = await given_shift(house.owner)
    return [_named("GET", f"/shifts/{shift_id}/entries", shift_id)]


async def move_cash(house: House) -> list[Step]:
    _, shift_id = await given_shift(house.owner)
    body = {"kind": "pay_in", "amount_minor": 100, "reason": "change"}
    return [_named("POST", f"/shifts/{shift_id}/cash", shift_id, body)]


async def close_shift(house: House) -> list[Step]:
    _, shift_id = await given_shift(house.owner)
    return [_named("POST", f"/shifts/{shift_id}/close", shift_id, {"counted_minor": 10_000})]


def _named(
    method: str,
    path: str,
    named: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Step:
    return Step(Request(method=method, path=path, body=body, headers=headers or {}, names=(named,)))


PAIRS = [
    pair(list_tills),
    pair(create_till),
    pair(read_till),
    pair(change_till),
    pair(list_shifts),
    pair(open_shift),
    pair(approve_override),
    pair(ring_up),
    pair(sync_bills),
    pair(take_back),
    pair(read_shift),
    pair(list_entries),
    pair(move_cash),
    pair(close_shift),
]
