"""People: members, invitations, passwords, sessions."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from typing import Any

from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.verify.isolation.replay.pair import (
    House,
    Step,
    Visitor,
    if_match,
    pair,
    steps_of_list,
)
from galleria.ops.verify.isolation.replay.requests import Request, send

PASSWORD = f"a long sentence {new_id().hex}"


async def given_invited(visitor: Visitor) -> dict[str, Any]:
    """Invite somebody new; the answer holds the member and the link's token."""
    # A person is nobody's: the same one may be invited by both.
    email = f"somebody-{new_id().hex}@example.com"
    return await visitor.post("/invitations", {"email": email, "role": "cashier"})


async def given_member(visitor: Visitor) -> dict[str, Any]:
    """Invite somebody new who accepts."""
    invited = await given_invited(visitor)
    body = {"token": invited["link_token"], "password": PASSWORD}
    joined = await visitor.post("/invitations/accept", body)
    return joined["member"]


async def given_reset_link(visitor: Visitor) -> str:
    """Have a member's link for a new password issued."""
    member = await given_member(visitor)
    issued = await visitor.post("/password-resets", {"member_id": member["member_id"]})
    return issued["link_token"]


async def given_cookie(visitor: Visitor) -> str:
    """Sign in for a session cookie, and return it as it is sent."""
    body = {"email": visitor.email, "password": visitor.password, "cookie": True}
    request = Request(method="POST", path="/login", body=body)
    response = await send(visitor.app, request, token=None)
    cookie = response.headers.get("set-cookie", "").partition(";")[0]
    if not cookie:
        raise OperatorError(f"POST /login gives no cookie: {response.status}")
    return cookie


async def list_members(house: House) -> list[Step]:
    await given_invited(house.owner)
    return await steps_of_list(house, "/members")


async def read_member(house: House) -> list[Step]:
    invited = await given_invited(house.owner)
    return [_named("GET", invited["member"])]


async def change_member(house: House) -> list[Step]:
    invited = await given_invited(house.owner)
    return [_named("PATCH", invited["member"], body={"role": "analyst"})]


async def remove_member(house: House) -> list[Step]:
    invited = await given_invited(house.owner)
    return [_named("DELETE", invited["member"])]


async def invite_member(house: House) -> list[Step]:
    # Somebody whom the owner has invited already: the other is not to notice.
    invited = await given_invited(house.owner)
    body = {"email": invited["member"]["email"], "role": "cashier"}
    return [Step(Request(method="POST", path="/invitations", body=body), "own")]


async def accept_invitation(house: House) -> list[Step]:
    theirs, own = await given_invited(house.owner), await given_invited(house.other)
    body = {"token": theirs["link_token"], "password": PASSWORD}
    swap = {theirs["link_token"]: own["link_token"]}
    request = Request(method="POST", path="/invitations/accept", body=body, swap=swap)
    return [Step(request, "own")]


async def request_reset(house: House) -> list[Step]:
    member_id = (await given_member(house.owner))["member_id"]
    body = {"member_id": member_id}
    return [Step(Request(method="POST", path="/password-resets", body=body, names=(member_id,)))]


async def accept_reset(house: House) -> list[Step]:
    theirs, own = await given_reset_link(house.owner), await given_reset_link(house.other)
    body = {"token": theirs, "password": f"{PASSWORD} again"}
    request = Request(method="POST", path="/password-resets/accept", body=body, swap={theirs: own})
    return [Step(request, "own")]


async def log_in(house: House) -> list[Step]:
    # A member of the one asks to be let into the other, and into one that nobody has.
    body = {
        "email": house.owner.email,
        "password": house.owner.password,
        "organization": house.owner.slug,
    }
    swap = {house.owner.slug: house.other.slug}
    request = Request(method="POST", path="/login", body=body, names=(house.other.slug,), swap=swap)
    return [Step(request)]


async def exchange_session(house: House) -> list[Step]:
    return [Step(await _with_cookie(house, "/token"), "own")]


async def log_out(house: House) -> list[Step]:
    return [Step(await _with_cookie(house, "/logout"), "own")]


async def read_me(house: House) -> list[Step]:
    return [Step(Request(method="GET", path="/me"), "own")]


async def _with_cookie(house: House, path: str) -> Request:
    theirs, own = await given_cookie(house.owner), await given_cookie(house.other)
    return Request(method="POST", path=path, headers={"cookie": theirs}, swap={theirs: own})


def _named(method: str, member: dict[str, Any], *, body: Any = None) -> Step:
    member_id = member["member_id"]
    headers = {} if method == "GET" else if_match(member["version"])
    path = f"/members/{member_id}"
    return Step(Request(method=method, path=path, body=body, headers=headers, names=(member_id,)))


PAIRS = [
    pair(list_members),
    pair(read_member),
    pair(change_member),
    pair(remove_member),
    pair(invite_member),
    pair(
        accept_invitation,
        public="the invited are not members yet; the link's secret says where it leads",
    ),
    pair(request_reset),
    pair(
        accept_reset,
        public="who has forgotten a password cannot sign in; the link's secret says whose it is",
    ),
    pair(
        log_in,
        public="it is where a token comes from; a wrong organization is a wrong password",
    ),
    pair(
        exchange_session,
        public="the session's cookie is the credential",
    ),
    pair(
        log_out,
        public="it ends what it is given: the token or the cookie is the credential",
    ),
    pair(read_me),
]
