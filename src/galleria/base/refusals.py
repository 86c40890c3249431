"""Expected answers of 'no'. Raise them anywhere; the HTTP edge and the job runner render them."""

from typing import ClassVar

from msgspec import Struct


class FieldError(Struct, frozen=True):
    """One wrong field: `pointer` is a JSON pointer into the body, or `?name` in the query."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """An expected 'no'. `code` is part of the public API; `status` is the HTTP status it becomes.

    A `decided` refusal is a business decision about sound input (out of stock): it is stored under
    the request's idempotency key like a success. The others never burn a key.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    decided: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        errors: list[FieldError] | None = None,
        retry_after_s: int | None = None,
        **facts: object,
    ) -> None:
        super().__init__(self.code, detail, facts)
        self.detail = detail
        self.errors = errors or []
        self.retry_after_s = retry_after_s
        self.facts = facts


class Malformed(Refusal):
    code = "malformed"
    status = 400
    title = "The request could not be read"


class Unauthorized(Refusal):
    code = "unauthorized"
    status = 401
    title = "Sign in, or send a valid token or API key"


class Forbidden(Refusal):
    code = "forbidden"
    status = 403
    title = "Your role or key does not allow this"


class NotFound(Refusal):
    """Also the answer for another organization's id: absent and foreign look the same."""

    code = "not_found"
    status = 404
    title = "There is no such thing here"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    status = 405
    title = "This address does not take that method"


class Conflict(Refusal):
    code = "conflict"
    status = 409
    title = "That contradicts what is there"


class Stale(Refusal):
    code = "stale"
    status = 412
    title = "It was changed since you read it"


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    title = "The body is larger than this address takes"


class UnsupportedMedia(Refusal):
    code = "unsupported_media_type"
    status = 415
    title = "This address does not take that content type"


class Invalid(Refusal):
    """Bad input; `errors` names every wrong field, not only the first."""

    code = "invalid"
    status = 422
    title = "Some of the input is wrong"


class PreconditionNeeded(Refusal):
    code = "precondition_needed"
    status = 428
    title = "Send If-Match with the version you read"


class TooManyRequests(Refusal):
    code = "too_many_requests"
    status = 429
    title = "Too many tries; wait a while"


class Overloaded(Refusal):
    code = "overloaded"
    status = 503
    title = "Busy or briefly unavailable; try again"


class TimedOut(Refusal):
    code = "timed_out"
    status = 504
    title = "It took too long and was given up"
