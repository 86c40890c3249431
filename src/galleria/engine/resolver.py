"""From headers and host to an identity, by asking the directory."""

from collections.abc import Mapping

from galleria.base.context import Actor
from galleria.base.identity import Identity
from galleria.base.refusals import Forbidden, NotFound, Unauthorized
from galleria.engine.directory import Caller, Directory

API_KEY_PREFIX = "gk_"
SCHEME = "bearer "
CREDENTIAL_LENGTH_MAX = 4_096


class DirectoryResolver:
    """The edge's `Resolver`: a token or API key in Authorization, a store by slug or by Host."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def caller(self, headers: Mapping[str, str]) -> Identity:
        """Return whose token or API key this is; Unauthorized, or Forbidden when suspended."""
        header = headers.get("authorization", "")
        credential = header[len(SCHEME) :].strip()
        if header[: len(SCHEME)].lower() != SCHEME or not credential:
            raise Unauthorized("Send `Authorization: Bearer …` with a token or an API key.")
        if len(credential) > CREDENTIAL_LENGTH_MAX:
            raise Unauthorized("That is longer than any token.")
        found = await self._found(credential)
        if found is None:
            raise Unauthorized("The token or key is wrong, expired or revoked.")
        if found.state != "active":
            raise Forbidden(f"This organization is {found.state}.")
        return Identity(
            org_id=found.org_id,
            tier=found.tier,
            actor=found.actor,
            permissions=found.permissions,
            store_id=found.store_id,
            customer_id=found.customer_id,
        )

    async def shopper(self, host: str, store_slug: str | None) -> Identity:
        """Return a shopper of the active store there; NotFound for any other."""
        if store_slug is not None:
            address = await self._directory.by_slug(store_slug.lower())
        else:
            address = await self._directory.by_host(_host_name(host))
        if address is None or address.state != "active" or address.status != "active":
            raise NotFound("There is no store here.")
        return Identity(
            org_id=address.org_id,
            tier=address.tier,
            actor=Actor("shopper"),
            permissions=frozenset(),
            store_id=address.store_id,
        )

    async def _found(self, credential: str) -> Caller | None:
        if credential.startswith(API_KEY_PREFIX):
            return await self._directory.by_api_key(credential)
        return await self._directory.by_token(credential)


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[").lower()
    return host.partition(":")[0].rstrip(".").lower()
