"""What a guest ordered becomes theirs by its number and a verified address, and in no other way."""

from tests.checkout.given import Stall, given_customer


async def ordered(stall: Stall, email: str = "ada@example.com") -> str:
    """Order as a guest; the order's number."""
    cart = await stall.cart({"variant_id": await stall.product()}, customer_email=email)
    return (await stall.check_out(cart)).json()["order"]["number"]


async def test_is_claimed_by_number_and_verified_address(stall: Stall) -> None:
    number = await ordered(stall, "Ada@example.com")
    customer_id, token = await given_customer(stall)
    for _ in range(2):
        claimed = await stall.ask("POST", "/orders/claim", {"number": number}, token=token)
        assert claimed.status_code == 200, claimed.text
        assert claimed.json()["customer_id"] == str(customer_id)


async def test_is_not_anybodys_by_the_address_alone(stall: Stall) -> None:
    await ordered(stall)
    _, token = await given_customer(stall)
    listed = await stall.ask("GET", "/orders", token=token)
    assert listed.json()["items"] == []


async def test_is_not_given_to_another_address_number_or_guest(stall: Stall) -> None:
    number = await ordered(stall, "bob@example.com")
    _, token = await given_customer(stall)
    for wanted in (number, "9999"):
        refused = await stall.ask("POST", "/orders/claim", {"number": wanted}, token=token)
        assert refused.status_code == 404
    assert (await stall.ask("POST", "/orders/claim", {"number": number})).status_code == 401


async def test_is_not_given_by_an_address_that_is_not_verified(stall: Stall) -> None:
    number = await ordered(stall)
    _, token = await given_customer(stall)
    await stall.run("UPDATE customer SET email_verified_at = NULL")
    refused = await stall.ask("POST", "/orders/claim", {"number": number}, token=token)
    assert refused.status_code == 404


async def test_stays_whose_it_is(stall: Stall) -> None:
    number = await ordered(stall)
    _, ada = await given_customer(stall)
    await stall.ask("POST", "/orders/claim", {"number": number}, token=ada)
    await stall.run("UPDATE customer SET email = 'eve@example.com'")
    _, eve = await given_customer(stall)
    refused = await stall.ask("POST", "/orders/claim", {"number": number}, token=eve)
    assert refused.status_code == 404
