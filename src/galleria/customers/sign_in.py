"""Sign in with e-mail and password, for a token that the organization's shops take."""

from uuid import UUID

from msgspec import Struct

from galleria.base.call import Call
from galleria.base.refusals import Unauthorized
from galleria.base.tx import DirectoryTx
from galleria.customers.events import CustomerVerified
from galleria.customers.fields import CustomerEmail
from galleria.customers.links import LinkToken, check_link, opened
from galleria.customers.queries import (
    Credentials,
    credentials_by_email,
    credentials_of,
    lock_credentials,
    set_credentials,
)
from galleria.engine.events import record
from galleria.tenants import (
    CustomerToken,
    Identities,
    KnownPassword,
    count_customer_try,
    normal_email,
    refund_customer_try,
    sign_customer_in,
)


class CustomerLogin(Struct, frozen=True, forbid_unknown_fields=True):
    email: CustomerEmail
    password: KnownPassword


class Verification(Struct, frozen=True, forbid_unknown_fields=True):
    """The link that came by e-mail, and the password that was chosen when registering.

    Both, because whoever registered with somebody else's address has no link, and whoever owns the
    address did not choose that password.
    """

    token: LinkToken
    password: KnownPassword


class WrongCredentials(Unauthorized):
    code = "wrong_password"
    title = "The e-mail or password is wrong, or the e-mail is not verified yet"


async def log_customer_in(call: Call, identities: Identities, body: CustomerLogin) -> CustomerToken:
    """Sign in, or raise WrongCredentials for every reason there is, at the same cost.

    An unverified address is one of the reasons. TooManyRequests after ten failures in a quarter of
    an hour, for the address or the caller.
    """
    email = normal_email(body.email)
    subjects = await _counted(call, email)
    async with call.reading() as tx:
        known = await credentials_by_email(tx, email=email)
    await _compare(identities, body.password, known)
    async with call.directory_transaction() as tx:
        held = await _held(tx, known)
        if held.email_verified_at is None:
            raise WrongCredentials()
        return await _signed_in(tx, identities, held.customer_id, subjects)


async def verify_customer(
    call: Call, identities: Identities, secret: bytes, body: Verification
) -> CustomerToken:
    """Take the address as theirs, and sign them in; BadCustomerLink, WrongCredentials."""
    link, org_id = opened(body.token, now=call.tenant.now), call.tenant.org_id
    subjects = await _counted(call, str(link.customer_id))
    async with call.reading() as tx:
        found = await credentials_of(tx, customer_id=link.customer_id)
        known = check_link(secret, org_id, found, "verification", link)
    await _compare(identities, body.password, known)
    async with call.directory_transaction() as tx:
        held = await _held(tx, known)
        check_link(secret, org_id, held, "verification", link)
        assert held.password_hash is not None
        await set_credentials(
            tx,
            customer_id=held.customer_id,
            password_hash=held.password_hash,
            verified_at=tx.context.now,
            now=tx.context.now,
        )
        await record(tx, [CustomerVerified(held.customer_id)])
        return await _signed_in(tx, identities, held.customer_id, subjects)


async def _counted(call: Call, email: str) -> list[str]:
    return await count_customer_try(
        call.database, call.tenant, deed="sign-in", email=email, address=call.client_address
    )


async def _compare(identities: Identities, password: str, known: Credentials | None) -> None:
    # No transaction is open while the password is looked at: it takes long, and may wait.
    known_hash = known.password_hash if known else None
    if not await identities.passwords.matches(password, known_hash):
        raise WrongCredentials()


async def _held(tx: DirectoryTx, known: Credentials | None) -> Credentials:
    """Lock the customer; refuse when the password changed while the old one was looked at."""
    held = await lock_credentials(tx, customer_id=known.customer_id) if known else None
    if held is None or known is None or held.state != "active":
        raise WrongCredentials()
    if held.password_hash != known.password_hash:
        raise WrongCredentials()
    return held


async def _signed_in(
    tx: DirectoryTx, identities: Identities, customer_id: UUID, subjects: list[str]
) -> CustomerToken:
    await refund_customer_try(tx, subjects)
    return await sign_customer_in(tx, identities, customer_id=customer_id)
