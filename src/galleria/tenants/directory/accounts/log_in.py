"""Sign in with e-mail and password, for a short-lived signed token."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid, Unauthorized
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.accounts.queries import (
    Account,
    Membership,
    find_account_by_email,
    hold_memberships,
    insert_session,
    lock_account,
    memberships_of,
    set_password,
)
from galleria.tenants.directory.accounts.sign_in import SignedIn, refuse_suspended, sign_in
from galleria.tenants.directory.accounts.throttle import (
    count_attempt,
    refund_attempt,
    subjects_of,
)
from galleria.tenants.directory.secrets import new_secret, secret_hash
from galleria.tenants.fields import Email, KnownPassword, Slug, normal_email
from galleria.tenants.identities import Identities

SESSION_LIFE = timedelta(hours=12)


class Login(Struct, frozen=True, forbid_unknown_fields=True):
    """`organization` (its slug) is needed by who is a member of several. `cookie` asks for a session."""  # noqa: E501

    email: Email
    password: KnownPassword
    organization: Slug | None = None
    cookie: bool = False


class Admission(Struct, frozen=True):
    """What a log-in gives; `session` is the cookie's secret, if one was asked for."""

    signed_in: SignedIn
    session: str | None


class WrongPassword(Unauthorized):
    code = "wrong_password"
    title = "The e-mail or password is wrong"


async def log_in(identities: Identities, *, body: Login, address: str, now: datetime) -> Admission:
    """Sign in, or raise WrongPassword for every reason there is, at the same cost.

    TooManyRequests after ten failures for the account or the address in a quarter of an hour;
    Forbidden in a suspended organization; `Invalid` when it must be said which organization.
    """
    email = normal_email(body.email)
    subjects = subjects_of(email, address)
    async with platform_transaction(identities.database) as tx:
        await count_attempt(tx, subjects=subjects, now=now)
        account = await find_account_by_email(tx, email=email)
    known_hash = account.password_hash if account else None
    # No transaction is open while the password is looked at: it takes long, and may wait.
    if not await identities.passwords.matches(body.password, known_hash) or account is None:
        raise WrongPassword()
    rehashed = await _rehashed(identities, body.password, known_hash)
    async with platform_transaction(identities.database) as tx:
        await _hold_unchanged(tx, account)
        place = await _place(tx, account, body.organization)
        await refund_attempt(tx, subjects=subjects)
        if rehashed is not None:
            await set_password(tx, account_id=account.account_id, password_hash=rehashed, now=now)
        session = await _open_session(tx, account, place, now) if body.cookie else None
        signed_in = await sign_in(
            tx, identities.keyring, account, place=place, session_id=session[0] if session else None
        )
    return Admission(signed_in, session[1] if session else None)


async def _rehashed(identities: Identities, password: str, known_hash: str | None) -> str | None:
    if known_hash is None or not identities.passwords.is_outdated(known_hash):
        return None
    return await identities.passwords.hash(password)


async def _hold_unchanged(tx: PlatformTx, account: Account) -> None:
    """Lock the account; refuse when the password was reset while the old one was looked at."""
    held = await lock_account(tx, account_id=account.account_id)
    if held is None or held.password_hash != account.password_hash:
        raise WrongPassword()


async def _place(tx: PlatformTx, account: Account, organization: str | None) -> Membership | None:
    """Return the membership to sign in to, or None for platform staff."""
    await hold_memberships(tx, account_id=account.account_id)
    active = [
        membership
        for membership in await memberships_of(tx, account_id=account.account_id)
        if membership.state == "active"
    ]
    if organization is not None:
        active = [membership for membership in active if membership.org_slug == organization]
    elif account.platform_role is not None:
        return None
    if not active:
        raise WrongPassword()
    if len(active) > 1:
        slugs = [membership.org_slug for membership in active]
        detail = f"Say which organization: {', '.join(slugs)}."
        raise Invalid(errors=[FieldError("/organization", "choose", detail)], organizations=slugs)
    return refuse_suspended(active[0])


async def _open_session(
    tx: PlatformTx, account: Account, place: Membership | None, now: datetime
) -> tuple[UUID, str]:
    session_id, secret = new_id(), new_secret()
    await insert_session(
        tx,
        session_hash=secret_hash(secret),
        session_id=session_id,
        account_id=account.account_id,
        organization_id=place.org_id if place else None,
        member_id=place.member_id if place else None,
        now=now,
        expires_at=now + SESSION_LIFE,
    )
    return session_id, secret
