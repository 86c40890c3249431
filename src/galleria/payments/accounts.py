"""Accounts with gateways: made, changed and listed by staff; their secrets go in and never out."""

from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from galleria.base.arguments import if_match_of
from galleria.base.call import Answer, Call
from galleria.base.ids import new_id
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import Conflict, FieldError, Invalid, NotFound, Stale
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.engine.outbound import target_errors
from galleria.payments.account_body import GatewayAccountChanges, NewGatewayAccount
from galleria.payments.account_queries import (
    AccountKeys,
    GatewayAccount,
    accounts_after,
    count_accounts,
    find_account,
    find_keys,
    insert_account,
    lock_account,
    update_account,
)
from galleria.payments.events import GatewayAccountChanged, GatewayAccountCreated
from galleria.payments.gateways import Gateways, Secrets, api_url_of
from galleria.payments.gateways.account import GatewayName
from galleria.payments.path_ids import id_in
from galleria.tenants import read_store

ACCOUNTS_MAX = 200
BEFORE_ALL = UUID(int=0)


class TooManyAccounts(Conflict):
    code = "too_many_gateway_accounts"
    title = "There are as many gateway accounts as there may be"


class AccountPosition(Struct, frozen=True):
    """Where a page ended."""

    after: UUID


async def list_gateway_accounts(tx: ReadTx, *, query: PageQuery) -> Page[GatewayAccount]:
    """Return the accounts, the oldest first; never a secret."""
    position = query.after(AccountPosition)
    after = position.after if position else BEFORE_ALL
    rows = await accounts_after(tx, after=after, rows_max=query.limit + 1)
    return page(rows, query.limit, _position)


async def read_gateway_account(tx: ReadTx, *, account_id: UUID) -> GatewayAccount:
    """Return one account without its secrets; NotFound."""
    account = await find_account(tx, account_id=account_id)
    if account is None:
        raise NotFound()
    return account


async def create_gateway_account(call: Call) -> Answer:
    """Add an account; its secrets are sealed with the installation's secret, if that has one.

    Refusals: Invalid naming every wrong field, TooManyAccounts.
    """
    body = await call.json(NewGatewayAccount)
    gateways = Gateways.among(call.services)
    async with call.transaction() as tx:
        account = await add_account(tx, gateways, body=body)
    headers = {"location": f"/api/v1/gateway-accounts/{account.account_id}"}
    return Answer(201, msgspec.json.encode(account), headers)


async def add_account(tx: Tx, gateways: Gateways, *, body: NewGatewayAccount) -> GatewayAccount:
    """Add an account in this transaction; Invalid, TooManyAccounts."""
    api_url = _api_url(body.api_url or api_url_of(body.gateway))
    await _check(tx, gateways, body.gateway, body.public_key, api_url, body.store_id)
    if await count_accounts(tx) >= ACCOUNTS_MAX:
        raise TooManyAccounts(accounts_max=ACCOUNTS_MAX)
    account_id = new_id()
    secrets = Secrets(body.secret_key, body.webhook_secrets)
    account = await insert_account(
        tx,
        account_id=account_id,
        store_id=body.store_id,
        gateway=body.gateway,
        name=body.name,
        public_key=body.public_key,
        secrets=gateways.seal(secrets, org_id=tx.context.org_id, account_id=account_id),
        api_url=api_url,
        capture=body.capture,
        is_active=body.is_active,
        now=tx.context.now,
    )
    await record(tx, [GatewayAccountCreated(account_id, body.gateway, body.name, body.store_id)])
    return account


async def change_gateway_account(call: Call) -> Answer:
    """Change an account's fields, those given only; replace its secrets.

    Refusals: NotFound, Stale, Invalid naming every wrong field.
    """
    account_id, if_match = id_in(call, "account_id"), if_match_of(call)
    body = await call.json(GatewayAccountChanges)
    gateways = Gateways.among(call.services)
    async with call.transaction() as tx:
        before = await lock_account(tx, account_id=account_id)
        if before is None:
            raise NotFound()
        if before.version != if_match:
            raise Stale(version=before.version)
        account = await _changed(tx, gateways, before, body)
    return Answer(200, msgspec.json.encode(account), {"etag": f'"{account.version}"'})


async def _changed(
    tx: Tx, gateways: Gateways, before: GatewayAccount, body: GatewayAccountChanges
) -> GatewayAccount:
    given = {name: it for name, it in msgspec.structs.asdict(body).items() if it is not UNSET}
    secret, webhook = given.pop("secret_key", None), given.pop("webhook_secrets", None)
    if "api_url" in given:
        given["api_url"] = _api_url(given["api_url"])
    after = msgspec.structs.replace(before, **given)
    changed = [name for name in given if getattr(before, name) != given[name]]
    await _check(tx, gateways, after.gateway, after.public_key, after.api_url, after.store_id)
    sealed = None
    if secret is not None or webhook is not None:
        keys = await find_keys(tx, account_id=before.account_id)
        assert keys is not None
        sealed = _resealed(tx, gateways, keys, secret, webhook)
        changed.append("secrets")
    if not changed:
        return before
    account = await update_account(
        tx,
        account_id=before.account_id,
        store_id=after.store_id,
        name=after.name,
        public_key=after.public_key,
        secrets=sealed,
        api_url=after.api_url,
        capture=after.capture,
        is_active=after.is_active,
        now=tx.context.now,
    )
    await record(tx, [GatewayAccountChanged(account.account_id, changed, account.version)])
    return account


def _resealed(
    tx: Tx, gateways: Gateways, keys: AccountKeys, secret: str | None, webhook: list[str] | None
) -> bytes:
    org_id, account_id = tx.context.org_id, keys.account_id
    if secret is None or webhook is None:
        known = gateways.open(keys.secrets, org_id=org_id, account_id=account_id)
        secret, webhook = secret or known.api, webhook or known.webhook
    return gateways.seal(Secrets(secret, webhook), org_id=org_id, account_id=account_id)


async def _check(  # noqa: PLR0913  # house: what an account is made of
    tx: Tx,
    gateways: Gateways,
    gateway: GatewayName,
    public_key: str,
    api_url: str,
    store_id: UUID | None,
) -> None:
    allow_private = gateways.outbound.allow_private
    errors = target_errors(api_url, "/api_url", allow_private=allow_private)
    if gateway == "razorpay" and not public_key:
        errors.append(FieldError("/public_key", "required", "Razorpay's key id is needed."))
    if store_id is not None and not await _is_store(tx, store_id):
        errors.append(FieldError("/store_id", "unknown", "There is no such store."))
    if errors:
        raise Invalid(errors=errors)


async def _is_store(tx: Tx, store_id: UUID) -> bool:
    try:
        await read_store(tx, store_id=store_id)
    except NotFound:
        return False
    return True


def _position(account: GatewayAccount) -> AccountPosition:
    return AccountPosition(account.account_id)


def _api_url(given: str) -> str:
    return given.rstrip("/")
