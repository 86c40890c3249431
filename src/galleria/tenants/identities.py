"""Who is asking, for one process: what the HTTP edge resolves tokens, keys and hosts with."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct, structs

from galleria.base.context import Actor
from galleria.base.database import Database
from galleria.base.identity import Identity
from galleria.base.refusals import Forbidden, NotFound, Overloaded, Unauthorized
from galleria.engine.directory import Caller, StoreAddress
from galleria.tenants.directory.lookup import TenantDirectory
from galleria.tenants.directory.trust.rotate import ensure_signing_key
from galleria.tenants.directory.trust.watch import TrustWatch
from galleria.tenants.passwords import Passwords
from galleria.tenants.revocations import Revocations
from galleria.tenants.tokens import Keyring

API_KEY_PREFIX = "gk_"
CREDENTIAL_LENGTH_MAX = 4_096
SUSPENDED_RETRY_S = 3_600
NO_HEADERS: Mapping[str, str] = {}


class Identities(Struct, frozen=True):
    """Implements the edge's `Resolver`. Made by `open_identities`; close it when done."""

    database: Database
    passwords: Passwords
    keyring: Keyring
    revocations: Revocations
    directory: TenantDirectory
    watch: TrustWatch

    async def caller(self, headers: Mapping[str, str]) -> Identity:
        """Return whose token or API key this is.

        Unauthorized for none or a bad one; Forbidden when the organization is suspended. A cookie
        is no credential here, so no other site can use it.
        """
        credential = bearer(headers)
        if credential.startswith(API_KEY_PREFIX):
            caller = await self.directory.by_api_key(credential)
        else:
            claims = self.keyring.verify(credential, datetime.now(UTC))
            caller = self.directory.caller_of(claims)
        if caller is None:
            raise Unauthorized("This token or API key is not valid, or no longer.")
        return identity_of(caller)

    async def shopper(
        self, host: str, store_slug: str | None, headers: Mapping[str, str] = NO_HEADERS
    ) -> Identity:
        """Return the shopper of the store at that slug, or else host, or the customer signed in.

        NotFound when there is none that is open; Overloaded (503) while it is suspended.
        Unauthorized for a token that is bad, or another organization's customer's. Who else signs
        in (staff, keys) is a shopper like any other here.
        """
        if store_slug is not None:
            shop = await self.directory.by_slug(store_slug)
        else:
            shop = await self.directory.by_host(host)
        if shop is None or shop.status != "active" or shop.state == "closed":
            raise NotFound("There is no shop at this address.")
        shopper = _shopper(shop)
        return self._signed_in(shopper, headers) if "authorization" in headers else shopper

    def _signed_in(self, shopper: Identity, headers: Mapping[str, str]) -> Identity:
        credential = bearer(headers)
        if credential.startswith(API_KEY_PREFIX):
            return shopper
        claims = self.keyring.verify(credential, datetime.now(UTC))
        if claims.kind != "customer":
            return shopper
        if claims.org != shopper.org_id or self.revocations.covers(claims):
            raise Unauthorized("This token is not valid.")
        return structs.replace(
            shopper,
            actor=Actor("customer", claims.customer),
            customer_id=claims.customer,
        )

    async def close(self) -> None:
        """Stop the watch and the password threads."""
        self.database.signals.unlisten(self.directory.hear)
        await self.watch.stop()
        self.passwords.close()


async def open_identities(database: Database) -> Identities:
    """Read the signing keys (making the first one) and revocations, and keep them fresh."""
    await ensure_signing_key(database)
    keyring, revocations = Keyring(), Revocations()
    directory = TenantDirectory(database, keyring, revocations)
    database.signals.listen(directory.hear)
    watch = TrustWatch(database, keyring, revocations)
    await watch.start()
    return Identities(database, Passwords(), keyring, revocations, directory, watch)


def bearer(headers: Mapping[str, str]) -> str:
    """Return the credential of an Authorization header; Unauthorized when there is none."""
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential:
        raise Unauthorized("Send a token or an API key: Authorization: Bearer …")
    if len(credential) > CREDENTIAL_LENGTH_MAX:
        raise Unauthorized("This token or API key is not valid, or no longer.")
    return credential


def identity_of(caller: Caller) -> Identity:
    """Return the caller as the edge knows them; Forbidden when the organization is suspended."""
    if caller.state != "active":
        raise suspended()
    return Identity(
        org_id=caller.org_id,
        tier=caller.tier,
        actor=caller.actor,
        permissions=caller.permissions,
        store_id=caller.store_id,
        customer_id=caller.customer_id,
    )


def suspended() -> Forbidden:
    """Return the refusal of everyone in a suspended or closed organization."""
    return Forbidden("This organization is suspended.", reason="suspended")


def _shopper(shop: StoreAddress) -> Identity:
    if shop.state == "suspended":
        raise Overloaded("This shop is closed for now.", retry_after_s=SUSPENDED_RETRY_S)
    return Identity(shop.org_id, shop.tier, Actor("shopper"), frozenset(), shop.store_id)
