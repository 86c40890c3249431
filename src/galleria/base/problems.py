"""A 'no' as the world sees it: RFC 9457 problem details with a stable type."""

from typing import Any

import asyncpg
import msgspec
from msgspec import Struct

from galleria.base.pool import UNAVAILABLE
from galleria.base.refusals import (
    Conflict,
    FieldError,
    Invalid,
    Overloaded,
    Refusal,
    TimedOut,
)

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457. `type` is an address on this server that explains the code."""

    type: str
    title: str
    status: int
    code: str
    request_id: str
    detail: str = ""
    instance: str = ""
    errors: list[FieldError] = []
    facts: dict[str, Any] = {}


def problem(refusal: Refusal, *, request_id: str, instance: str) -> bytes:
    """Return the body of a problem response."""
    return msgspec.json.encode(
        Problem(
            type=f"/problems/{refusal.code}",
            title=refusal.title,
            status=refusal.status,
            code=refusal.code,
            request_id=request_id,
            detail=refusal.detail,
            instance=instance,
            errors=refusal.errors,
            facts=dict(refusal.facts),
        )
    )


def as_refusal(error: BaseException) -> Refusal | None:
    """Return what to answer for an error that is no bug: the database away, slow or contended."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, asyncpg.QueryCanceledError):
        return out_of_time()
    if isinstance(
        error,
        asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError | asyncpg.SerializationError,
    ):
        return Overloaded("Others were changing the same thing.", retry_after_s=1)
    if isinstance(error, (asyncpg.ReadOnlySQLTransactionError, *UNAVAILABLE)):
        return Overloaded("The database is not available.", retry_after_s=2)
    return _constraint(error)


def out_of_time() -> TimedOut:
    """Return the refusal of a request or statement that reached its deadline."""
    return TimedOut(
        "Ask again, with the same Idempotency-Key if it had one: it is done once.", retry_after_s=1
    )


def _constraint(error: BaseException) -> Refusal | None:
    # The belt: use cases check first and answer better; here a race lost to a constraint.
    if isinstance(error, asyncpg.UniqueViolationError | asyncpg.ForeignKeyViolationError):
        return Conflict("It collides with what another request just wrote.")
    if isinstance(error, asyncpg.CheckViolationError | asyncpg.DataError):
        return Invalid("A value is outside what can be stored.")
    return None
