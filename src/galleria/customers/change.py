"""Change a customer: staff change anyone, a customer their own name, phone and addresses."""

from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import asdict, replace

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx, Tx
from galleria.customers.create import email_taken
from galleria.customers.events import CustomerUpdated
from galleria.customers.fields import (
    Addresses,
    CustomerEmail,
    CustomerName,
    CustomerPhone,
    CustomerState,
)
from galleria.customers.list import identified, own_id
from galleria.customers.queries import Customer, lock_customer, update_customer
from galleria.engine.events import record
from galleria.tenants import normal_email, revoke_customer


class OwnChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. `addresses` are replaced whole."""

    name: CustomerName | UnsetType = UNSET
    phone: CustomerPhone | UnsetType = UNSET
    addresses: Addresses | UnsetType = UNSET


class CustomerChanges(OwnChanges, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Staff may also change the address, which is to be verified again, and shut somebody out."""

    email: CustomerEmail | UnsetType = UNSET
    state: CustomerState | UnsetType = UNSET


async def change_own_customer(tx: Tx, *, body: OwnChanges, if_match: int) -> Customer:
    """Change who is signed in; Unauthorized, Stale."""
    before = identified(await lock_customer(tx, customer_id=own_id(tx.context)))
    return await _changed(tx, before, body, if_match)


async def change_customer(
    tx: DirectoryTx, *, customer_id: UUID, body: CustomerChanges, if_match: int
) -> Customer:
    """Change a customer; NotFound, Stale, `Invalid` when another has the e-mail address.

    Whoever is disabled, or has another address, is signed out everywhere within a second.
    """
    before = await lock_customer(tx, customer_id=customer_id)
    if before is None:
        raise NotFound()
    after = await _changed(tx, before, body, if_match)
    if after.state == "disabled" or after.email != before.email:
        await revoke_customer(tx, customer_id=customer_id)
    return after


async def _changed(tx: Tx, before: Customer, body: OwnChanges, if_match: int) -> Customer:
    if before.version != if_match:
        raise Stale(version=before.version)
    after = _after(before, body)
    changed = [
        name
        for name in before.__struct_fields__
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]
    if not changed:
        return before
    values = asdict(after)
    for name in ("version", "created_at", "updated_at"):
        del values[name]
    try:
        customer = await update_customer(tx, now=tx.context.now, **values)
    except asyncpg.UniqueViolationError:
        raise email_taken(after.email) from None
    event = CustomerUpdated(customer.customer_id, changed, customer.state, customer.version)
    await record(tx, [event])
    return customer


def _after(before: Customer, body: OwnChanges) -> Customer:
    given = {name: value for name, value in asdict(body).items() if value is not UNSET}
    if "addresses" in given:
        given["addresses"] = Raw(msgspec.json.encode(given["addresses"]))
    if "email" in given:
        given["email"] = normal_email(given["email"])
        if given["email"] != before.email:
            given["email_verified_at"] = None
    return replace(before, **given)


def _plain(value: object) -> object:
    return msgspec.json.decode(value) if isinstance(value, Raw) else value
