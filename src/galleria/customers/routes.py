"""HTTP doors to customers: theirs, twice (by the shop's host and by its slug), and the staff's."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from galleria.base.call import Answer, Call
from galleria.base.http import Access, Endpoint, command, special
from galleria.base.refusals import Refusal, TooManyRequests, Unauthorized
from galleria.customers import doors
from galleria.customers.change import change_customer, change_own_customer
from galleria.customers.create import create_customer
from galleria.customers.issue_link import (
    IssuedLink,
    LinkRequest,
    NothingToVerify,
    issue_customer_link,
)
from galleria.customers.links import BadCustomerLink
from galleria.customers.list import list_customers, read_customer, read_own_customer
from galleria.customers.register import Accepted, Forgotten, NewRegistration
from galleria.customers.set_password import ChosenPassword, PasswordChange
from galleria.customers.sign_in import CustomerLogin, Verification, WrongCredentials
from galleria.tenants import CustomerToken

# Longer than any password and link: what is larger is no sign-in.
SMALL = 16_384


def _strangers(root: str) -> list[Endpoint]:
    at, wrong, bad = f"{root}/customers", WrongCredentials, BadCustomerLink
    return [
        _post(at, doors.register_customer, NewRegistration, Accepted, 202),
        _post(f"{at}/login", doors.log_in_customer, CustomerLogin, CustomerToken, 200, wrong),
        _post(
            f"{at}/verify",
            doors.verify_customer_email,
            Verification,
            CustomerToken,
            200,
            bad,
            wrong,
        ),
        _post(f"{at}/forgotten", doors.forget_customer_password, Forgotten, Accepted, 202),
        _post(f"{at}/reset", doors.choose_customer_password, ChosenPassword, None, 204, bad),
    ]


def _post(
    path: str,
    handler: Callable[[Call], Awaitable[Answer]],
    body: type[Struct],
    result: type[Struct] | None,
    status: int,
    *refusals: type[Refusal],
) -> Endpoint:
    return special(
        "POST",
        path,
        handler,
        access=Access.SHOPPER,
        body=body,
        result=result,
        status=status,
        refusals=(*refusals, TooManyRequests),
        body_bytes_max=SMALL,
    )


def _own(root: str) -> list[Endpoint]:
    return [
        command("GET", f"{root}/customer", read_own_customer, permission=None),
        command(
            "PATCH",
            f"{root}/customer",
            change_own_customer,
            permission=None,
            refusals=(Unauthorized,),
        ),
        _post(
            f"{root}/customer/password",
            doors.change_customer_password,
            PasswordChange,
            None,
            204,
            WrongCredentials,
        ),
        special(
            "POST",
            f"{root}/customer/logout",
            doors.log_out_customer,
            access=Access.SHOPPER,
            status=204,
            refusals=(Unauthorized,),
        ),
    ]


ROUTES = [
    *_strangers("/shop"),
    *_own("/shop"),
    *_strangers("/shops/{store_slug}"),
    *_own("/shops/{store_slug}"),
    command("GET", "/customers", list_customers, permission="customers:read"),
    command(
        "POST",
        "/customers",
        create_customer,
        permission="customers:write",
        status=201,
        idempotent=True,
    ),
    command("GET", "/customers/{customer_id}", read_customer, permission="customers:read"),
    command("PATCH", "/customers/{customer_id}", change_customer, permission="customers:write"),
    special(
        "POST",
        "/customers/{customer_id}/links",
        issue_customer_link,
        access=Access.CALLER,
        permission="customers:write",
        body=LinkRequest,
        result=IssuedLink,
        status=201,
        refusals=(NothingToVerify,),
        body_bytes_max=SMALL,
    ),
]
