"""Register as a customer: the answer is the same whether the address is known or not."""

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.customers.events import (
    CustomerRegistered,
    PasswordLinkRequested,
    RegisteredAgain,
    VerificationRequested,
)
from galleria.customers.fields import CustomerEmail, CustomerName
from galleria.customers.queries import credentials_by_email, upsert_registration
from galleria.engine.events import record
from galleria.tenants import Password


class NewRegistration(Struct, frozen=True, forbid_unknown_fields=True):
    email: CustomerEmail
    password: Password
    name: CustomerName = ""


class Forgotten(Struct, frozen=True, forbid_unknown_fields=True):
    email: CustomerEmail


class Accepted(Struct, frozen=True):
    """All that a stranger learns: a message goes to this address, if it has to."""

    email: str


async def register(tx: Tx, *, email: str, name: str, password_hash: str) -> None:
    """Make the customer, who has yet to show that the address is theirs; 2 statements.

    A verified customer is left as they are: only they themselves are told.
    """
    customer_id = new_id()
    made = await upsert_registration(
        tx,
        customer_id=customer_id,
        email=email,
        name=name,
        password_hash=password_hash,
        now=tx.context.now,
    )
    if made.is_verified:
        await record(tx, [RegisteredAgain(made.customer_id)])
        return
    is_new = made.customer_id == customer_id
    first = [CustomerRegistered(customer_id)] if is_new else []
    await record(tx, [*first, VerificationRequested(made.customer_id)])


async def ask_for_password_link(tx: Tx, *, email: str) -> None:
    """Record that a customer wants a new password; nothing for an address that is nobody's."""
    known = await credentials_by_email(tx, email=email)
    if known is not None and known.state == "active":
        await record(tx, [PasswordLinkRequested(known.customer_id)])
