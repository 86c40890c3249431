"""Choose a new password: knowing the old one, or by a link. Every token given before ends."""

from uuid import UUID

from msgspec import Struct

from galleria.base.call import Call
from galleria.base.tx import DirectoryTx
from galleria.customers.events import CustomerVerified, PasswordChanged
from galleria.customers.links import LinkToken, check_link, opened
from galleria.customers.list import own_id
from galleria.customers.queries import (
    Credentials,
    credentials_of,
    lock_credentials,
    set_credentials,
)
from galleria.customers.sign_in import WrongCredentials
from galleria.engine.events import record
from galleria.tenants import (
    Identities,
    KnownPassword,
    Password,
    count_customer_try,
    refund_customer_try,
    refuse_email_as_password,
    revoke_customer,
)


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    password: KnownPassword
    new_password: Password


class ChosenPassword(Struct, frozen=True, forbid_unknown_fields=True):
    token: LinkToken
    password: Password


async def change_own_password(call: Call, identities: Identities, body: PasswordChange) -> None:
    """Set the caller's password; WrongCredentials when the old one is wrong, TooManyRequests.

    They sign in again: the token they came with ends, too.
    """
    customer_id = own_id(call.tenant)
    subjects = await _counted(call, customer_id)
    async with call.reading() as tx:
        known = await credentials_of(tx, customer_id=customer_id)
    if known is None or not await identities.passwords.matches(body.password, known.password_hash):
        raise WrongCredentials()
    password_hash = await _hash(identities, body.new_password, known)
    async with call.directory_transaction() as tx:
        held = await lock_credentials(tx, customer_id=customer_id)
        if held is None or held.password_hash != known.password_hash:
            raise WrongCredentials()
        await _set(tx, held, password_hash, is_verified=False)
        await refund_customer_try(tx, subjects)


async def choose_password(
    call: Call, identities: Identities, secret: bytes, body: ChosenPassword
) -> None:
    """Set the password by a link, which shows that the address is theirs; BadCustomerLink."""
    link, org_id = opened(body.token, now=call.tenant.now), call.tenant.org_id
    subjects = await _counted(call, link.customer_id)
    async with call.reading() as tx:
        found = await credentials_of(tx, customer_id=link.customer_id)
    known = check_link(secret, org_id, found, "password", link)
    password_hash = await _hash(identities, body.password, known)
    async with call.directory_transaction() as tx:
        held = await lock_credentials(tx, customer_id=link.customer_id)
        held = check_link(secret, org_id, held, "password", link)
        await _set(tx, held, password_hash, is_verified=True)
        await refund_customer_try(tx, subjects)


async def _counted(call: Call, customer_id: UUID) -> list[str]:
    return await count_customer_try(
        call.database,
        call.tenant,
        deed="reset",
        email=str(customer_id),
        address=call.client_address,
    )


async def _hash(identities: Identities, password: str, known: Credentials) -> str:
    refuse_email_as_password(password, known.email)
    return await identities.passwords.hash(password)


async def _set(
    tx: DirectoryTx, held: Credentials, password_hash: str, *, is_verified: bool
) -> None:
    now = tx.context.now
    await set_credentials(
        tx,
        customer_id=held.customer_id,
        password_hash=password_hash,
        verified_at=now if is_verified else None,
        now=now,
    )
    first = is_verified and held.email_verified_at is None
    verified = [CustomerVerified(held.customer_id)] if first else []
    await record(tx, [*verified, PasswordChanged(held.customer_id)])
    await revoke_customer(tx, customer_id=held.customer_id)
