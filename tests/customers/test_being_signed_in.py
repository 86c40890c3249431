"""A customer's token: whose it is, where it is good, and when it ends."""

import asyncio

from tests.customers.given import PASSWORD, Shopfront, signed_in

WAIT_S = 0.1


async def refused(shop: Shopfront, token: str) -> None:
    """Wait until the token is refused: at most a second after it was taken back."""
    for _ in range(30):
        if (await shop.ask("GET", "/customer", token=token)).status_code == 401:
            return
        await asyncio.sleep(WAIT_S)
    raise AssertionError("still good")


async def test_is_refused_in_another_organizations_shop(
    shop: Shopfront, other_shop: Shopfront
) -> None:
    token = await signed_in(shop)
    assert (await other_shop.ask("GET", "", token=token)).status_code == 401
    assert (await shop.ask("GET", "", token=token)).status_code == 200


async def test_opens_nothing_of_the_staffs(shop: Shopfront) -> None:
    token = await signed_in(shop)
    for path in ("/customers", "/orders", "/stores"):
        answer = await shop.client.get(
            f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code in (403, 404)


async def test_a_guest_has_no_profile(shop: Shopfront) -> None:
    assert (await shop.ask("GET", "/customer")).status_code == 401
    assert (await shop.ask("GET", "/customer", token="no.token.atall")).status_code == 401


async def test_staff_in_a_shop_are_shoppers_like_any_other(shop: Shopfront) -> None:
    token = shop.merchant.client.headers["authorization"].removeprefix("Bearer ")
    assert (await shop.ask("GET", "", token=token)).status_code == 200
    assert (await shop.ask("GET", "/customer", token=token)).status_code == 401


async def test_changes_their_own_profile(shop: Shopfront) -> None:
    token = await signed_in(shop)
    version = (await shop.ask("GET", "/customer", token=token)).json()["version"]
    address = {"country": "DE", "name": "Ada", "line1": "Weg 1", "city": "Ulm"}
    changed = await shop.ask(
        "PATCH", "/customer", {"name": "Ada", "addresses": [address]}, token=token,
        if_match=f'"{version}"',
    )  # fmt: skip
    assert changed.status_code == 200, changed.text
    assert changed.json()["name"] == "Ada"
    assert changed.json()["addresses"][0]["city"] == "Ulm"
    stale = await shop.ask(
        "PATCH", "/customer", {"name": "Bob"}, token=token, if_match=f'"{version}"'
    )
    assert stale.status_code == 412


async def test_cannot_give_themselves_another_address_or_state(shop: Shopfront) -> None:
    token = await signed_in(shop)
    answer = await shop.ask(
        "PATCH", "/customer", {"email": "bob@example.com", "state": "active"}, token=token,
        if_match="1",
    )  # fmt: skip
    assert answer.status_code == 422


async def test_logs_out(shop: Shopfront) -> None:
    token = await signed_in(shop)
    assert (await shop.ask("POST", "/customer/logout", token=token)).status_code == 204
    await refused(shop, token)


async def test_a_new_password_ends_every_token(shop: Shopfront) -> None:
    token = await signed_in(shop)
    body = {"password": "wrong", "new_password": "another long sentence"}
    assert (await shop.ask("POST", "/customer/password", body, token=token)).status_code == 401
    body["password"] = PASSWORD
    assert (await shop.ask("POST", "/customer/password", body, token=token)).status_code == 204
    await refused(shop, token)


async def test_who_is_disabled_is_signed_out(shop: Shopfront) -> None:
    token = await signed_in(shop)
    own = (await shop.ask("GET", "/customer", token=token)).json()
    answer = await shop.merchant.client.patch(
        f"/customers/{own['customer_id']}", json={"state": "disabled"},
        headers={"if-match": f'"{own["version"]}"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    await refused(shop, token)
    body = {"email": own["email"], "password": PASSWORD}
    assert (await shop.ask("POST", "/customers/login", body)).status_code == 401
