"""An order in one call, over HTTP, with a key, a price that was seen, and many at once."""

import asyncio
from typing import Any

import pytest

from tests.customers.given import Shopfront
from tests.orders.over_http import given_tea, made


async def placed(front: Shopfront, tea: str, key: str = "", **more: Any) -> Any:
    body = {"lines": [{"variant_id": tea, "units": 1}], **more}
    headers = {"idempotency-key": f'"{key}"'} if key else {}
    path = f"/stores/{front.store_id}/orders"
    return await front.merchant.client.post(path, json=body, headers=headers)


async def received(front: Shopfront, tea: str, units: int) -> None:
    """Put so many on the shelf."""
    staff = front.merchant.client
    main = await made(await staff.post("/locations", json={"code": "main", "name": "Main"}))
    row = {"variant_id": tea, "location_id": main["location_id"], "kind": "receive", "units": units}
    await made(await staff.post("/stock/movements", json={"rows": [row]}))


async def test_the_whole_order_is_answered_with_its_version(front: Shopfront) -> None:
    tea = await given_tea(front)
    answer = await placed(front, tea, payment="later")
    order = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert (order["number"], order["state"], order["is_held"]) == ("1001", "pending", True)
    assert [(it["line_no"], it["variant_id"]) for it in order["lines"]] == [(1, tea)]
    read = (await front.merchant.client.get(f"/orders/{order['order_id']}")).json()
    assert {**order, **read} | {"lines": 0} == read | {"lines": 0}


async def test_the_same_key_places_once(front: Shopfront) -> None:
    tea = await given_tea(front)
    first, again = (
        await placed(front, tea, "once-and-only"),
        await placed(front, tea, "once-and-only"),
    )
    assert again.headers["idempotent-replayed"] == "true"
    assert first.content == again.content
    third = await placed(front, tea)
    assert third.json()["number"] == "1002"


async def test_another_order_under_the_same_key_is_refused(front: Shopfront) -> None:
    tea = await given_tea(front)
    await placed(front, tea, "one-key-please")
    other = await placed(front, tea, "one-key-please", comment="another")
    assert other.status_code == 422


async def test_what_is_refused_by_the_price_is_refused_again(front: Shopfront) -> None:
    tea = await given_tea(front)
    answers = [await placed(front, tea, "too-dear", expected_total_minor=1) for _ in range(2)]
    assert [it.status_code for it in answers] == [409, 409]
    assert [it.json()["code"] for it in answers] == ["price_changed", "price_changed"]
    assert answers[1].headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("units", [0, -1, 1.5, "1", 1_000_001, 10**30, None])
async def test_units_are_whole_from_one_to_a_million(front: Shopfront, units: Any) -> None:
    tea = await given_tea(front)
    answer = await placed(front, tea, lines=[{"variant_id": tea, "units": units}])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/lines/0/units"


async def test_every_wrong_field_is_named(front: Shopfront) -> None:
    body = {"lines": [{"units": 0, "colour": "red"}], "payment": "never", "customer_email": "?"}
    path = f"/stores/{front.store_id}/orders"
    answer = await front.merchant.client.post(path, json=body)
    assert {it["pointer"] for it in answer.json()["errors"]} == {
        "/lines/0/units", "/lines/0/colour", "/payment", "/customer_email",
    }  # fmt: skip


async def test_of_many_at_once_as_many_as_there_are_get_one(front: Shopfront) -> None:
    tea = await given_tea(front)
    await received(front, tea, 7)
    answers = await asyncio.gather(*(placed(front, tea) for _ in range(20)))
    assert sorted(it.status_code for it in answers) == [201] * 7 + [409] * 13
    numbers = {it.json()["number"] for it in answers if it.status_code == 201}
    assert numbers == {str(1001 + place) for place in range(7)}


async def test_a_quote_costs_the_same_and_changes_nothing(front: Shopfront) -> None:
    tea = await given_tea(front)
    body = {"lines": [{"variant_id": tea, "units": 2}]}
    path = f"/stores/{front.store_id}/quotes"
    quoted = (await front.merchant.client.post(path, json=body)).json()
    order = (await placed(front, tea, lines=body["lines"])).json()
    assert (quoted["total_minor"], order["number"]) == (order["total_minor"], "1001")


async def test_a_store_that_has_orders_stays(front: Shopfront) -> None:
    await placed(front, await given_tea(front))
    path, staff = f"/stores/{front.store_id}", front.merchant.client
    version = (await staff.get(path)).headers["etag"]
    answer = await staff.delete(path, headers={"if-match": version})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (await staff.get(path)).status_code == 200
