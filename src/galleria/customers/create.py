"""Staff make a customer, whose address they may vouch for."""

from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.customers.events import CustomerCreated
from galleria.customers.fields import Addresses, CustomerEmail, CustomerName, CustomerPhone
from galleria.customers.queries import Customer, insert_customer
from galleria.engine.events import record
from galleria.tenants import normal_email


class NewCustomer(Struct, frozen=True, forbid_unknown_fields=True):
    """`is_email_verified`: you know that it is theirs. They choose a password by a link."""

    email: CustomerEmail
    name: CustomerName = ""
    phone: CustomerPhone = ""
    addresses: Addresses = []
    is_email_verified: bool = False


async def create_customer(tx: Tx, *, body: NewCustomer) -> Customer:
    """Create the customer; `Invalid` when there is one with that address."""
    verified_at: datetime | None = tx.context.now if body.is_email_verified else None
    customer = await insert_customer(
        tx,
        customer_id=new_id(),
        email=normal_email(body.email),
        email_verified_at=verified_at,
        name=body.name,
        phone=body.phone,
        password_hash=None,
        addresses=Raw(msgspec.json.encode(body.addresses)),
        now=tx.context.now,
    )
    if customer is None:
        raise email_taken(body.email)
    await record(tx, [CustomerCreated(customer.customer_id)])
    return customer


def email_taken(email: str) -> Invalid:
    """Return the refusal of an address that another customer has; only staff are told."""
    return Invalid(errors=[FieldError("/email", "taken", f"{email} is a customer already.")])
