"""What staff do with customers."""

from tests.customers.given import Shopfront


async def test_makes_one_and_finds_them_by_how_e_mail_or_name_begins(shop: Shopfront) -> None:
    for email, name in (("ada@example.com", "Countess Lovelace"), ("bob@example.com", "Bob")):
        made = await shop.merchant.client.post("/customers", json={"email": email, "name": name})
        assert made.status_code == 201, made.text
    for prefix, count in (("ADA@", 1), ("countess", 1), ("b", 1), ("love", 0)):
        found = await shop.merchant.client.get("/customers", params={"q": prefix})
        assert len(found.json()["items"]) == count, prefix


async def test_lists_them_in_pages(shop: Shopfront) -> None:
    for number in range(3):
        await shop.merchant.client.post("/customers", json={"email": f"n{number}@example.com"})
    first = (await shop.merchant.client.get("/customers", params={"limit": 2})).json()
    second = await shop.merchant.client.get("/customers", params={"cursor": first["next_cursor"]})
    emails = [row["email"] for row in [*first["items"], *second.json()["items"]]]
    assert emails == ["n0@example.com", "n1@example.com", "n2@example.com"]


async def test_refuses_an_address_twice(shop: Shopfront) -> None:
    answers = [
        await shop.merchant.client.post("/customers", json={"email": email})
        for email in ("ada@example.com", "ADA@example.com")
    ]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[1].json()["errors"][0]["code"] == "taken"


async def test_another_address_has_to_be_verified_again(shop: Shopfront) -> None:
    made = await shop.merchant.client.post(
        "/customers", json={"email": "ada@example.com", "is_email_verified": True}
    )
    changed = await shop.merchant.client.patch(
        f"/customers/{made.json()['customer_id']}", json={"email": "eve@example.com"},
        headers={"if-match": made.headers["etag"]},
    )  # fmt: skip
    assert changed.json()["email_verified_at"] is None


async def test_another_organization_has_none_of_them(
    shop: Shopfront, other_shop: Shopfront
) -> None:
    made = await shop.merchant.client.post("/customers", json={"email": "ada@example.com"})
    at = f"/customers/{made.json()['customer_id']}"
    stranger = other_shop.merchant.client
    assert (await stranger.get(at)).status_code == 404
    assert (await stranger.post(f"{at}/links", json={"purpose": "password"})).status_code == 404
    answer = await stranger.patch(at, json={"name": "Mine"}, headers={"if-match": "1"})
    assert answer.status_code == 404
    assert (await stranger.get("/customers")).json()["items"] == []


async def test_making_one_again_under_a_key_makes_one(shop: Shopfront) -> None:
    sent = {"json": {"email": "ada@example.com"}, "headers": {"idempotency-key": "again"}}
    answers = [await shop.merchant.client.post("/customers", **sent) for _ in range(2)]  # type: ignore[arg-type]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotent-replayed"] == "true"
