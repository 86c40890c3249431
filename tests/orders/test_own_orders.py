"""Customers see their own orders: by who is signed in, never by an address."""

from tests.customers.given import Shopfront, registered, signed_in
from tests.orders.over_http import given_order, given_tea


async def customer_of(front: Shopfront, email: str) -> tuple[str, str]:
    """Return a customer's id and token."""
    token = await signed_in(front, email)
    found = await front.merchant.client.get("/customers", params={"q": email})
    return found.json()["items"][0]["customer_id"], token


async def test_a_customer_reads_what_they_ordered(front: Shopfront) -> None:
    tea = await given_tea(front)
    customer_id, token = await customer_of(front, "ada@example.com")
    order = await given_order(front, tea, customer_id=customer_id)
    parcel = {"carrier": "DHL", "tracking_number": "JJD1"}
    staff = front.merchant.client
    await staff.post(f"/orders/{order['order_id']}/fulfilments", json=parcel)
    listed = (await front.ask("GET", "/orders", token=token)).json()
    assert [it["number"] for it in listed["items"]] == [order["number"]]
    one = (await front.ask("GET", f"/orders/{order['order_id']}", token=token)).json()
    assert one["order"]["state"] == "shipped"
    assert [it["tracking_number"] for it in one["parcels"]] == ["JJD1"]


async def test_nobody_elses_is_there_whatever_address_it_names(front: Shopfront) -> None:
    tea = await given_tea(front)
    _, token = await customer_of(front, "ada@example.com")
    theirs = await registered(front, "bob@example.com")
    orders = [
        await given_order(front, tea, customer_id=theirs),
        await given_order(front, tea, customer_email="ada@example.com"),
    ]
    assert (await front.ask("GET", "/orders", token=token)).json()["items"] == []
    for order in orders:
        answer = await front.ask("GET", f"/orders/{order['order_id']}", token=token)
        assert answer.status_code == 404


async def test_who_is_not_signed_in_is_told_so(front: Shopfront) -> None:
    order = await given_order(front, await given_tea(front))
    for path in ("/orders", f"/orders/{order['order_id']}"):
        assert (await front.ask("GET", path)).status_code == 401


async def test_what_staff_note_is_not_told(front: Shopfront) -> None:
    tea = await given_tea(front)
    customer_id, token = await customer_of(front, "ada@example.com")
    order = await given_order(front, tea, customer_id=customer_id, metadata={"margin": "secret"})
    note = {"text": "difficult customer"}
    await front.merchant.client.post(f"/orders/{order['order_id']}/notes", json=note)
    told = (await front.ask("GET", f"/orders/{order['order_id']}", token=token)).text
    assert "difficult" not in told
    assert "secret" not in told
