"""Nobody learns from registering, or from signing in, which e-mail addresses are known."""

from tests.customers.given import PASSWORD, Shopfront, link_for, registered, signed_in

ADA = "ada@example.com"


async def test_registers_verifies_and_is_signed_in(shop: Shopfront) -> None:
    token = await signed_in(shop, ADA)
    own = await shop.ask("GET", "/customer", token=token)
    assert own.status_code == 200
    assert own.json()["email"] == ADA
    assert own.json()["email_verified_at"] is not None
    assert "password" not in own.text


async def test_signs_in_after_verifying(shop: Shopfront) -> None:
    await signed_in(shop, ADA)
    answer = await shop.ask(
        "POST", "/customers/login", {"email": ADA.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"


async def test_answers_a_known_address_like_an_unknown_one(shop: Shopfront) -> None:
    await signed_in(shop, ADA)
    body = {"email": ADA, "password": "somebody else entirely"}
    answers = [await shop.ask("POST", "/customers", body)]
    answers.append(await shop.ask("POST", "/customers", {**body, "email": "bob@example.com"}))
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [list(answer.json()) for answer in answers] == [["email"], ["email"]]


async def test_registering_again_leaves_a_verified_customer_as_they_are(shop: Shopfront) -> None:
    await signed_in(shop, ADA)
    await registered(shop, ADA, "somebody else entirely")
    for password, status in ((PASSWORD, 200), ("somebody else entirely", 401)):
        answer = await shop.ask("POST", "/customers/login", {"email": ADA, "password": password})
        assert answer.status_code == status


async def test_cannot_sign_in_before_verifying_and_is_not_told_why(shop: Shopfront) -> None:
    await registered(shop, ADA)
    answers = [
        await shop.ask("POST", "/customers/login", {"email": email, "password": PASSWORD})
        for email in (ADA, "nobody@example.com")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    ours, nobodys = ({**answer.json(), "request_id": ""} for answer in answers)
    assert ours == nobodys


async def test_a_link_is_no_good_without_the_password_that_was_chosen(shop: Shopfront) -> None:
    link = await link_for(shop, await registered(shop, ADA))
    answer = await shop.ask(
        "POST", "/customers/verify", {"token": link, "password": "not what was chosen"}
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "wrong_password"


async def test_a_link_works_once(shop: Shopfront) -> None:
    link = await link_for(shop, await registered(shop, ADA))
    body = {"token": link, "password": PASSWORD}
    answers = [await shop.ask("POST", "/customers/verify", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 404]


async def test_refuses_a_link_that_was_changed_or_is_another_organizations(
    shop: Shopfront, other_shop: Shopfront
) -> None:
    link = await link_for(shop, await registered(shop, ADA))
    changed = ("B" if link[0] != "B" else "C") + link[1:]
    for where, token in ((shop, changed), (shop, "none"), (other_shop, link)):
        body = {"token": token, "password": PASSWORD}
        answer = await where.ask("POST", "/customers/verify", body)
        assert answer.status_code == 404
        assert answer.json()["code"] == "bad_link"


async def test_a_link_for_a_password_verifies_and_ends_what_was_before(shop: Shopfront) -> None:
    customer_id = await registered(shop, ADA)
    before = await link_for(shop, customer_id, "verification")
    link = await link_for(shop, customer_id, "password")
    body = {"token": link, "password": "another long sentence"}
    assert (await shop.ask("POST", "/customers/reset", body)).status_code == 204
    assert (await shop.ask("POST", "/customers/reset", body)).status_code == 404
    late = await shop.ask("POST", "/customers/verify", {**body, "token": before})
    assert late.status_code == 404
    body = {"email": ADA, "password": "another long sentence"}
    assert (await shop.ask("POST", "/customers/login", body)).status_code == 200


async def test_asks_for_a_password_link_whoever_it_is(shop: Shopfront) -> None:
    await registered(shop, ADA)
    for email in (ADA, "nobody@example.com"):
        answer = await shop.ask("POST", "/customers/forgotten", {"email": email})
        assert (answer.status_code, answer.json()) == (202, {"email": email})


async def test_guessing_is_slowed_down(shop: Shopfront) -> None:
    await signed_in(shop, ADA)
    body = {"email": ADA, "password": "a guess, and a wrong one"}
    statuses = [(await shop.ask("POST", "/customers/login", body)).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


async def test_names_every_wrong_field(shop: Shopfront) -> None:
    body = {"email": "nobody", "password": "short", "age": 7}
    answer = await shop.ask("POST", "/customers", body)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/email", "/password", "/age",
    }  # fmt: skip
