"""Why a job failed, as its owner may see it: no traceback, no secret, every wrong field."""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from galleria.base.problems import as_refusal
from galleria.base.refusals import FieldError, Refusal

TRY_AGAIN_STATUS = 429


class JobError(Struct, frozen=True, omit_defaults=True):
    """`code` is stable; `errors` and `facts` are those of the refusal, if it was one."""

    code: str
    detail: str = ""
    errors: list[FieldError] = []
    facts: dict[str, Any] = {}

    def encoded(self) -> Raw:
        """Return it as it is stored."""
        return Raw(msgspec.json.encode(self, enc_hook=str))


LEASE_EXPIRED = JobError("lease_expired", "The worker stopped without a word.")
TIMED_OUT = JobError("timed_out", "It took longer than this kind of job may.")
UNREADABLE = JobError("unreadable", "The job was written by another version of this program.")


def error_of(error: Exception) -> JobError:
    """Return what may be told of an error; of a bug, no more than that it is one."""
    refusal = as_refusal(error)
    if refusal is None:
        return JobError("internal", f"An unexpected error ({type(error).__name__}); it is logged.")
    return JobError(refusal.code, refusal.detail, refusal.errors, dict(refusal.facts))


def is_final(error: Exception) -> bool:
    """Tell whether trying again is pointless: a plain 'no', not a 'busy just now'."""
    return isinstance(error, Refusal) and error.status < 500 and error.status != TRY_AGAIN_STATUS
