"""Organizations, members and passwords from the command line: an operator needs no login."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from galleria import tenants
from galleria.base.context import Tier
from galleria.base.database import Database
from galleria.ops.database import command_database, opened
from galleria.tenants import NewMember, NewOrganization, NewOwner, PlatformRole, Role

Result = TypeVar("Result")


def create_organization(
    name: str, *, slug: str, owner: str, tier: Tier = "standard", password: bool = False
) -> None:
    """Create an organization and its owner, and print how the owner gets in.

    Parameters
    ----------
    name
        What people call it.
    slug
        Its name in addresses, such as `blue-bird`.
    owner
        The owner's e-mail address.
    tier
        What it may use.
    password
        Ask for the owner's password instead of printing a link.

    """
    chosen = _asked() if password else None
    body = NewOrganization(name=name, slug=slug, tier=tier, owner=NewOwner(owner))
    created = _run(lambda it: tenants.create_organization(it, body=body, password=chosen))
    print(f"organization {slug} ({created.org_id}), owner {created.member.email}")
    _print_link(created.link_token, "invitations")


def create_member(email: str, *, organization: str, role: Role, password: bool = False) -> None:
    """Add somebody to an organization, and print how they get in.

    Parameters
    ----------
    email
        Their e-mail address.
    organization
        The organization's slug.
    role
        What they may do.
    password
        Ask for their password instead of printing a link.

    """
    chosen = _asked() if password else None
    body = NewMember(email, role)
    created = _run(
        lambda it: tenants.create_member(it, organization=organization, body=body, password=chosen)
    )
    print(f"{role} {created.member.email} of {created.organization}")
    _print_link(created.link_token, "invitations")


def create_staff(email: str, *, role: PlatformRole, password: bool = False) -> None:
    """Make somebody platform staff, and print how they get in.

    Parameters
    ----------
    email
        Their e-mail address.
    role
        What they may do.
    password
        Ask for their password instead of printing a link.

    """
    chosen = _asked() if password else None
    created = _run(
        lambda it: tenants.create_platform_member(it, email=email, role=role, password=chosen)
    )
    print(f"platform {created.role} {created.email}")
    _print_link(created.link_token, "password-resets")


def reset_password(email: str) -> None:
    """Print a link by which somebody chooses a new password.

    Parameters
    ----------
    email
        The address they log in with.

    """
    token = _run(lambda it: tenants.reset_password(it, email=email))
    _print_link(token, "password-resets")


def _run(work: Callable[[Database], Awaitable[Result]]) -> Result:
    with command_database() as settings:

        async def run() -> Result:
            async with opened(settings) as database:
                return await work(database)

        return asyncio.run(run())


def _asked() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _print_link(token: str | None, path: str) -> None:
    # Shown this once: only its hash is kept.
    if token is not None:
        body = f'{{"token": "{token}", "password": "…"}}'
        print(f"To choose a password, once: POST /api/v1/{path}/accept with {body}")
