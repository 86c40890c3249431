"""Staff fetch a link to hand on: there is no mailer yet that would send it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.call import Answer, Call
from galleria.base.refusals import Conflict, NotFound
from galleria.customers.doors import answer, secret_of
from galleria.customers.events import LinkIssued
from galleria.customers.links import LIFE, Purpose, head_of, make_link
from galleria.customers.queries import credentials_of
from galleria.engine.events import record


class LinkRequest(Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Purpose


class IssuedLink(Struct, frozen=True):
    """`link_token` is shown this once, and works once: hand it to the customer."""

    customer_id: UUID
    purpose: Purpose
    link_token: str
    expires_at: datetime


class NothingToVerify(Conflict):
    code = "already_verified"
    title = "The e-mail address is verified already"


async def issue_customer_link(call: Call) -> Answer:
    """Return a link by which a customer verifies the address, or chooses a password."""
    try:
        customer_id = UUID(call.path_values["customer_id"])
    except ValueError:
        raise NotFound() from None
    body = await call.json(LinkRequest)
    async with call.transaction() as tx:
        known = await credentials_of(tx, customer_id=customer_id)
        if known is None or known.state != "active":
            raise NotFound()
        if body.purpose == "verification" and known.email_verified_at is not None:
            raise NothingToVerify()
        expires_at = (tx.context.now + LIFE[body.purpose]).replace(microsecond=0)
        head = head_of(customer_id, expires_at)
        token = make_link(secret_of(call), tx.context.org_id, known, body.purpose, head)
        await record(tx, [LinkIssued(customer_id, body.purpose)])
    return answer(201, IssuedLink(customer_id, body.purpose, token, expires_at))
