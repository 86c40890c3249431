"""Razorpay's error objects: https://razorpay.com/docs/errors."""

from typing import Any

from msgspec import Struct

NOT_APPLICABLE = "NA"


class ErrorObject(Struct, kw_only=True, frozen=True):
    """The inside of an error's body."""

    code: str
    description: str
    source: str = "business"
    step: str = "payment_initiation"
    reason: str = "input_validation_failed"
    metadata: dict[str, Any] = {}
    field: str | None = None


class ErrorBody(Struct, frozen=True):
    """An error's body."""

    error: ErrorObject


class RazorpayError(Exception):
    """An answer of no."""

    def __init__(self, description: str, *, field: str | None = None) -> None:
        super().__init__(description)
        self.status = 400
        self.error = ErrorObject(code="BAD_REQUEST_ERROR", description=description, field=field)


class NotLetIn(RazorpayError):
    """The key or its secret is wrong."""

    def __init__(self) -> None:
        super().__init__("Authentication failed")
        self.status = 401


class Broken(RazorpayError):
    """Razorpay's own fault."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        code = "SERVER_ERROR" if status >= 500 else "BAD_REQUEST_ERROR"
        self.status = status
        self.error = ErrorObject(
            code=code,
            description=description,
            source=NOT_APPLICABLE,
            step=NOT_APPLICABLE,
            reason=NOT_APPLICABLE,
        )
