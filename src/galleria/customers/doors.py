"""Endpoints that need the request itself: passwords are looked at outside of transactions."""

from typing import Literal

import msgspec
from msgspec import Struct

from galleria.base.call import Answer, Call
from galleria.base.config import Settings
from galleria.customers.list import own_id
from galleria.customers.register import (
    Accepted,
    Forgotten,
    NewRegistration,
    ask_for_password_link,
    register,
)
from galleria.customers.set_password import (
    ChosenPassword,
    PasswordChange,
    change_own_password,
    choose_password,
)
from galleria.customers.sign_in import (
    CustomerLogin,
    Verification,
    log_customer_in,
    verify_customer,
)
from galleria.tenants import (
    Identities,
    bearer,
    count_customer_try,
    normal_email,
    refuse_email_as_password,
    revoke_customer_token,
)

# What holds a secret is kept by nobody on the way.
UNCACHED = {"cache-control": "no-store"}


async def register_customer(call: Call) -> Answer:
    """Register. The answer is the same whether the address is known or not; so is what it costs."""
    body = await call.json(NewRegistration)
    email = normal_email(body.email)
    refuse_email_as_password(body.password, email)
    await _count(call, email, "register")
    password_hash = await _identities(call).passwords.hash(body.password)
    async with call.transaction() as tx:
        await register(tx, email=email, name=body.name, password_hash=password_hash)
    return answer(202, Accepted(email))


async def forget_customer_password(call: Call) -> Answer:
    """Ask for a link to choose a new password. The answer is the same for every address."""
    email = normal_email((await call.json(Forgotten)).email)
    await _count(call, email, "forgotten")
    async with call.transaction() as tx:
        await ask_for_password_link(tx, email=email)
    return answer(202, Accepted(email))


async def log_in_customer(call: Call) -> Answer:
    """Sign in, for a token that the organization's shops take as a Bearer for 15 minutes."""
    body = await call.json(CustomerLogin)
    return answer(200, await log_customer_in(call, _identities(call), body))


async def verify_customer_email(call: Call) -> Answer:
    """Show by a link that the e-mail address is one's own, and be signed in."""
    body = await call.json(Verification)
    return answer(200, await verify_customer(call, _identities(call), secret_of(call), body))


async def choose_customer_password(call: Call) -> Answer:
    """Choose a new password by a link; every token given before is refused within a second."""
    await choose_password(call, _identities(call), secret_of(call), await call.json(ChosenPassword))
    return Answer(204, b"", UNCACHED)


async def change_customer_password(call: Call) -> Answer:
    """Change one's own password; every token given before is refused within a second."""
    own_id(call.tenant)
    await change_own_password(call, _identities(call), await call.json(PasswordChange))
    return Answer(204, b"", UNCACHED)


async def log_out_customer(call: Call) -> Answer:
    """Sign out: the token is refused everywhere within a second."""
    own_id(call.tenant)
    token = bearer(call.headers)
    async with call.directory_transaction() as tx:
        await revoke_customer_token(tx, _identities(call), token=token)
    return Answer(204, b"", UNCACHED)


def answer(status: int, result: Struct) -> Answer:
    """Return an answer that nobody on the way keeps."""
    return Answer(status, msgspec.json.encode(result), UNCACHED)


def secret_of(call: Call) -> bytes:
    """Return what links are signed with; the same in every process of an installation."""
    return call.services.get(Settings).cursor_secret


def _identities(call: Call) -> Identities:
    return call.services.get(Identities)


async def _count(call: Call, email: str, deed: Literal["register", "forgotten"]) -> None:
    await count_customer_try(
        call.database, call.tenant, deed=deed, email=email, address=call.client_address
    )
