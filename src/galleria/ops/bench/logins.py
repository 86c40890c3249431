"""How PostgreSQL's programs log in as we do, and enter a tenant as base.tx does."""

import os
from urllib.parse import unquote, urlsplit, urlunsplit

from msgspec import Struct

from galleria.base.context import STATEMENT_TIMEOUT_S, Context
from galleria.base.tx import LOCK_TIMEOUT_MS


class Login(Struct, frozen=True):
    """A URL without its password, which others could see in the list of processes."""

    url: str
    environment: dict[str, str]


def login(url: str) -> Login:
    """Take the password out of a URL; sessions are set as those of the product's pool."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    environment = {
        **os.environ,
        "PGPASSWORD": unquote(parts.password or ""),
        "PGOPTIONS": "-c jit=off",
    }
    return Login(urlunsplit(parts._replace(netloc=f"{name}@{host}")), environment)


def entering(context: Context, begin: str = "BEGIN") -> str:
    """Return what base.tx sends to enter a tenant, in one round trip."""
    return (
        f"{begin}; SET LOCAL app.org_id = '{context.org_id}'; "
        f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_S[context.tier] * 1000}; "
        f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"
    )
