"""What staff are told over HTTP of orders: versions, repeats, refusals, files."""

import csv
import io
import json

from tests.customers.given import Shopfront
from tests.orders.over_http import given_order, given_tea


async def test_a_repeat_with_the_same_key_is_done_once(front: Shopfront) -> None:
    staff = front.merchant.client
    order = await given_order(front, await given_tea(front))
    path = f"/orders/{order['order_id']}/fulfilments"
    body = {"lines": [{"line_no": 1, "units": 1}]}
    first, again = [
        await staff.post(path, json=body, headers={"idempotency-key": '"parcel-1"'})
        for _ in range(2)
    ]
    assert (first.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    now = (await staff.get(f"/orders/{order['order_id']}")).json()
    assert [it["shipped_units"] for it in now["lines"]] == [1]


async def test_a_refusal_that_was_decided_is_repeated_too(front: Shopfront) -> None:
    staff = front.merchant.client
    order = await given_order(front, await given_tea(front))
    path = f"/orders/{order['order_id']}/deliver"
    answers = [await staff.post(path, headers={"idempotency-key": '"deliver-1"'}) for _ in range(2)]
    assert [it.status_code for it in answers] == [409, 409]
    refused = answers[0].json()
    assert refused["code"] == "illegal_transition"
    assert (refused["facts"]["from"], refused["facts"]["to"]) == ("paid", "deliver")
    assert "cancel" in refused["facts"]["allowed"]
    assert answers[1].content == answers[0].content


async def test_if_match_is_held_against_the_version_when_it_is_sent(front: Shopfront) -> None:
    staff = front.merchant.client
    order = await given_order(front, await given_tea(front))
    path = f"/orders/{order['order_id']}"
    stale = await staff.patch(path, json={"comment": "a"}, headers={"if-match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    read = await staff.get(path)
    fresh = await staff.patch(
        path, json={"comment": "a"}, headers={"if-match": read.headers["etag"]}
    )
    assert (fresh.status_code, fresh.json()["comment"]) == (200, "a")
    assert (await staff.patch(path, json={"comment": "b"})).status_code == 200


async def test_units_that_are_no_units_are_refused(front: Shopfront) -> None:
    staff = front.merchant.client
    order = await given_order(front, await given_tea(front))
    for units in (0, -1, 1.5, 10**9, "1"):
        for path in ("fulfilments", "returns"):
            body = {"lines": [{"line_no": 1, "units": units}]}
            answer = await staff.post(f"/orders/{order['order_id']}/{path}", json=body)
            assert answer.status_code == 422, (units, path)
            assert answer.json()["errors"][0]["pointer"] == "/lines/0/units"


async def test_an_order_is_found_by_its_number(front: Shopfront) -> None:
    staff = front.merchant.client
    order = await given_order(front, await given_tea(front))
    path = f"/stores/{front.store_id}/orders"
    found = await staff.get(f"{path}/{order['number']}")
    assert found.json()["order_id"] == order["order_id"]
    for number in ("1", "x1001", "01001", "9" * 30, "%00", "1001 "):
        assert (await staff.get(f"{path}/{number}")).status_code == 404, number


async def test_orders_are_exported_as_a_table(front: Shopfront) -> None:
    tea = await given_tea(front)
    for name in ("Ada", "=cmd|' /C calc'!A0"):
        await given_order(front, tea, customer_name=name)
    answer = await front.merchant.client.get("/orders/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["customer_name"] for row in rows] == ["'=cmd|' /C calc'!A0", "Ada"]
    assert {(row["units"], row["total_minor"], row["name"]) for row in rows} == {
        ("2", "600", "Tea")
    }


async def test_orders_are_exported_as_json_lines(front: Shopfront) -> None:
    tea = await given_tea(front)
    orders = [await given_order(front, tea) for _ in range(3)]
    answer = await front.merchant.client.get(
        "/orders/export", params={"format": "jsonl", "state": "paid"}
    )
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [it["order_id"] for it in told] == [it["order_id"] for it in reversed(orders)]
    assert [len(it["lines"]) for it in told] == [1, 1, 1]


async def test_a_cursor_of_another_organization_is_refused(
    front: Shopfront, other_front: Shopfront
) -> None:
    tea = await given_tea(front)
    for _ in range(2):
        await given_order(front, tea)
    page = (await front.merchant.client.get("/orders", params={"limit": 1})).json()
    foreign = await other_front.merchant.client.get(
        "/orders", params={"limit": 1, "cursor": page["next_cursor"]}
    )
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (422, "bad_cursor")
