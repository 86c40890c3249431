"""The database's roles, and the passwords of the two that log in."""

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any

import asyncpg

from galleria.base.urls import derived_password, derived_url
from galleria.ops.errors import OperatorError

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection  # Generic in its stubs only.

OWNER = "galleria_owner"
LOGINS = ("galleria_app", "galleria_platform")
# The other roles are made by the first migration, this one by the migration that needs it.
MAKE_SEARCH_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'galleria_search') THEN
        CREATE ROLE galleria_search NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOLOGIN;
    END IF;
END $$
"""
SCRAM_ROUNDS = 4096  # PostgreSQL's own; the password is 256 random bits already.
SALT_BYTES = 16
LOGIN_TIMEOUT_S = 10


async def set_passwords(connection: Connection, admin_url: str) -> None:
    """Give the login roles the passwords derived from `admin_url`, where they cannot log in yet."""
    for role in LOGINS:
        try:
            can_log_in = await _can_log_in(derived_url(admin_url, role))
        except ValueError as error:
            raise OperatorError(
                f"GALLERIA_DATABASE_URL: {error}. Add a password, or set GALLERIA_APP_DATABASE_URL "
                "and GALLERIA_PLATFORM_DATABASE_URL."
            ) from error
        if not can_log_in:
            verifier = scram_verifier(derived_password(admin_url, role))
            await connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{verifier}'")


def scram_verifier(password: str) -> str:
    """Compute what PostgreSQL stores (RFC 5803), so that no log of statements shows the password.

    For ASCII passwords: others would have to be normalised first.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ROUNDS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt_64, stored_64, server_64 = (
        base64.b64encode(part).decode() for part in (salt, stored_key, server_key)
    )
    return f"SCRAM-SHA-256${SCRAM_ROUNDS}:{salt_64}${stored_64}:{server_64}"


async def _can_log_in(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=LOGIN_TIMEOUT_S)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    await connection.close()
    return True
