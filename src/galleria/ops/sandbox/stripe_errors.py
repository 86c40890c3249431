"""Stripe's error objects: https://docs.stripe.com/error-codes and /api/errors."""

from msgspec import Struct


class StripeError(Exception):
    """An answer of no; `type` is what Stripe's packages make their exception of."""

    def __init__(  # noqa: PLR0913  # house: the fields of Stripe's own object
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = ErrorObject(
            message=message, type=type, code=code, param=param, decline_code=decline_code
        )


class ErrorObject(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """The inside of an error's body; what does not apply is absent."""

    message: str
    type: str
    code: str | None = None
    param: str | None = None
    decline_code: str | None = None
    doc_url: str | None = None
    request_log_url: str | None = None


class ErrorBody(Struct, frozen=True):
    """An error's body."""

    error: ErrorObject


def missing(kind: str, ref: str, param: str) -> StripeError:
    """Return the answer for a name that names nothing of this account."""
    return StripeError(404, f"No such {kind}: '{ref}'", code="resource_missing", param=param)


def unexpected_state(verb: str, state: str, wanted: tuple[str, ...]) -> StripeError:
    """Return the answer for an intent that is not where the call needs it to be."""
    return StripeError(
        400,
        f"This PaymentIntent could not be {verb} because it has a status of {state}. Only a "
        f"PaymentIntent with one of the following statuses may be {verb}: {', '.join(wanted)}.",
        code="payment_intent_unexpected_state",
    )
