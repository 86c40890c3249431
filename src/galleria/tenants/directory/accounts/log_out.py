"""Sign out: the token, its session, and every other token of that session are refused."""

from datetime import UTC, datetime
from uuid import UUID

from galleria.base.refusals import Unauthorized
from galleria.base.tx import platform_transaction
from galleria.tenants.directory.accounts.queries import delete_session, delete_session_by_id
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.directory.trust.queries import SubjectKind
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.identities import Identities
from galleria.tenants.tokens import Claims


async def log_out(identities: Identities, *, token: str | None, session: str | None) -> None:
    """End what is given, on every process within a second; Unauthorized when neither is good."""
    claims = _claims(identities, token)
    async with platform_transaction(identities.database) as tx:
        ended = await delete_session(tx, session_hash=secret_hash(session)) if session else None
        if claims is None and ended is None:
            raise Unauthorized("There is nothing to sign out of.")
        subjects: list[tuple[SubjectKind, UUID]] = [("session", ended)] if ended else []
        if claims is not None:
            subjects.append(("token", claims.jti))
            if claims.sid is not None and claims.sid != ended:
                await delete_session_by_id(tx, session_id=claims.sid)
                subjects.append(("session", claims.sid))
        await revoke(tx, subjects)


def _claims(identities: Identities, token: str | None) -> Claims | None:
    if token is None:
        return None
    claims = identities.keyring.verify(token, datetime.now(UTC))
    if identities.revocations.covers(claims):
        raise Unauthorized("This token is not valid, or no longer.")
    return claims
