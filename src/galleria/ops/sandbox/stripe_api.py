"""Stripe's calls: which address does what, keys of idempotency, and its way to say no."""

import re
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.sandbox.calling import Called, Replied
from galleria.ops.sandbox.forms import parse_form
from galleria.ops.sandbox.ids import reference
from galleria.ops.sandbox.kept import Kept
from galleria.ops.sandbox.stripe_book import StripeBook
from galleria.ops.sandbox.stripe_call import Call
from galleria.ops.sandbox.stripe_calls import CALLS
from galleria.ops.sandbox.stripe_errors import ErrorBody, StripeError
from galleria.ops.sandbox.stripe_objects import API_VERSION, Asked, Session
from galleria.ops.sandbox.stripe_params import Nothing, ParameterError, read_params


class _Answered(Struct, frozen=True):
    """The first answer under a key, and what was asked for it."""

    path: str
    text: str
    replied: Replied


class StripeApi:
    """Answers an account's calls."""

    def __init__(self, book: StripeBook) -> None:
        self.book = book
        self._by_key: Kept[_Answered] = Kept()

    def reply(self, called: Called) -> Replied:
        """Return the answer; the same key gets the same one again."""
        request_id = reference("req", 14)
        key = called.key if called.method == "POST" else None
        kept = self._by_key.get(key) if key is not None else None
        if kept is not None:
            return self._again(called, kept, request_id)
        try:
            answered = self._done(called, Asked(request_id, key))
            replied = _headed(200, answered, request_id)
        except ParameterError as error:
            return _refused(error, request_id)
        except StripeError as error:
            replied = _refused(error, request_id)
        if key is not None:
            self._by_key.keep(key, _Answered(called.path, called.text, replied))
        return replied

    def keep_instead(self, called: Called, replied: Replied) -> None:
        """Let every repeat of a call get this, whatever was done."""
        if called.key is not None:
            self._by_key.keep(called.key, _Answered(called.path, called.text, replied))

    @staticmethod
    def refused(error: StripeError) -> Replied:
        """Return an error as Stripe sends it."""
        return _refused(error, reference("req", 14))

    def _done(self, called: Called, asked: Asked) -> bytes:
        call, ref = _found(called)
        params = parse_form(called.text if called.method == "POST" else called.query)
        done = call.do(self.book, ref, params, called.page_url)
        self.book.told(done.amount, asked)
        wanted = read_params({"expand": params.get("expand", [])}, Nothing).expand
        return msgspec.json.encode(self._expanded(done.answer, wanted))

    def _again(self, called: Called, kept: _Answered, request_id: str) -> Replied:
        if (kept.path, kept.text) == (called.path, called.text):
            first = kept.replied
            headers = {
                "Idempotent-Replayed": "true",
                "Original-Request": first.headers["Request-Id"],
            }
            return replace(first, headers={**first.headers, "Request-Id": request_id, **headers})
        same = "parameters" if kept.path == called.path else "endpoint"
        error = StripeError(
            400,
            f"Keys for idempotent requests can only be used with the same {same} they were first "
            f"used with. Try using a key other than '{called.key}' if you meant to execute a "
            "different request.",
            type="idempotency_error",
        )
        return _refused(error, request_id)

    def _expanded(self, answer: Any, wanted: list[str]) -> Any:
        if isinstance(answer, Session) and "payment_intent" in wanted:
            intent = self.book.intents.get(str(answer.payment_intent))
            return replace(answer, payment_intent=intent)
        return answer


def _refused(error: StripeError, request_id: str) -> Replied:
    return _headed(error.status, msgspec.json.encode(ErrorBody(error.error)), request_id)


def _headed(status: int, body: bytes, request_id: str) -> Replied:
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    return Replied(status, msgspec.json.format(body, indent=2), headers)


def _found(called: Called) -> tuple[Call, str]:
    for call in CALLS:
        matched = re.fullmatch(call.path, called.path)
        if matched is not None and call.method == called.method:
            return call, matched.groupdict().get("ref", "")
    raise StripeError(
        404,
        f"Unrecognized request URL ({called.method}: {called.path}). Please see "
        "https://stripe.com/docs or we can help at https://support.stripe.com/.",
    )
