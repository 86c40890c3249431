"""Reads: customers as staff find them, and the one who is signed in."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.context import Context
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound, Unauthorized
from galleria.base.tx import ReadTx
from galleria.customers.queries import (
    BEFORE_ALL,
    Customer,
    credentials_of,
    customers_after,
    customers_found,
    find_customer,
)


class CustomerQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """`q`: how the e-mail address or the name begins; case does not matter."""

    q: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class Position(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


async def list_customers(tx: ReadTx, *, query: CustomerQuery) -> Page[Customer]:
    """Return the organization's customers, oldest first; those of a prefix when one is given."""
    position = query.after(Position)
    after = position.after if position else BEFORE_ALL
    rows_max = query.limit + 1
    if query.q is None:
        rows = await customers_after(tx, after=after, rows_max=rows_max)
    else:
        prefix = query.q.strip().lower()
        rows = await customers_found(tx, prefix=prefix, after=after, rows_max=rows_max)
    return page(rows, query.limit, _position)


async def read_customer(tx: ReadTx, *, customer_id: UUID) -> Customer:
    """Return one customer; NotFound."""
    customer = await find_customer(tx, customer_id=customer_id)
    if customer is None:
        raise NotFound()
    return customer


async def read_own_customer(tx: ReadTx) -> Customer:
    """Return who is signed in; Unauthorized when nobody is."""
    customer = await find_customer(tx, customer_id=own_id(tx.context))
    return identified(customer)


async def verified_email_of(tx: ReadTx, *, customer_id: UUID) -> str | None:
    """Return the e-mail address that the customer has shown to be theirs, if they have."""
    known = await credentials_of(tx, customer_id=customer_id)
    return known.email if known and known.email_verified_at and known.state == "active" else None


def own_id(context: Context) -> UUID:
    """Return who is signed in; Unauthorized when nobody is."""
    if context.customer_id is None:
        raise Unauthorized("Sign in as a customer first.")
    return context.customer_id


def identified(customer: Customer | None) -> Customer:
    """Return the customer; Unauthorized when they are gone, or disabled."""
    if customer is None or customer.state != "active":
        raise Unauthorized("Sign in as a customer first.")
    return customer


def _position(customer: Customer) -> Position:
    return Position(customer.customer_id)
