"""The sandbox over HTTP: the gateways' API at /v1, pay pages at /pay, control at /_sandbox."""

import asyncio
import base64
import binascii

from aiohttp import web

from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.calling import Called, Replied
from galleria.ops.sandbox.control import control_routes
from galleria.ops.sandbox.faults import Fault
from galleria.ops.sandbox.pages import page_routes
from galleria.ops.sandbox.razorpay_api import RazorpayApi
from galleria.ops.sandbox.razorpay_errors import Broken, NotLetIn
from galleria.ops.sandbox.sandbox import Sandbox, Side
from galleria.ops.sandbox.stripe_api import StripeApi
from galleria.ops.sandbox.stripe_errors import StripeError

BODY_BYTES_MAX = 256 * 1024
FORM = "application/x-www-form-urlencoded"
RAZORPAY_ONLY = ("/v1/orders", "/v1/payments")
# Stripe has one header for all; Razorpay one for refunds.
KEY_HEADERS = ("Idempotency-Key", "X-Refund-Idempotency")
NOTHING_DONE = {"server_error": 500, "rate_limited": 429}


def application(sandbox: Sandbox) -> web.Application:
    """Return the server's application."""
    app = web.Application(client_max_size=BODY_BYTES_MAX)
    api = _Api(sandbox)
    app.add_routes([*page_routes(sandbox), *control_routes(sandbox)])
    app.router.add_route("*", "/v1/{rest:.*}", api.answer)
    return app


class _Api:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def answer(self, request: web.Request) -> web.StreamResponse:
        account = self._account(request)
        if account is None:
            return _as_response(_not_let_in(request))
        side = self._sandbox.side(account)
        called = await self._called(request)
        fault = self._sandbox.faults.take(called.method, called.path)
        if fault is None:
            return _as_response(side.api.reply(called))
        return await _gone_wrong(request, side, called, fault)

    def _account(self, request: web.Request) -> Account | None:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._sandbox.accounts.stripe(given.strip())
        try:
            name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        of_razorpay = self._sandbox.accounts.razorpay(name, secret)
        return of_razorpay or self._sandbox.accounts.stripe(name)

    async def _called(self, request: web.Request) -> Called:
        keys = (request.headers.get(name) for name in KEY_HEADERS)
        text = (await request.read()).decode(errors="replace")
        return Called(
            method=request.method,
            path=request.path,
            query=request.query_string,
            text=text,
            key=next((key for key in keys if key), None),
            page_url=self._sandbox.url,
            is_form=request.content_type == FORM,
        )


async def _gone_wrong(
    request: web.Request, side: Side, called: Called, fault: Fault
) -> web.StreamResponse:
    if fault.kind in NOTHING_DONE:
        return _as_response(_broken(side, NOTHING_DONE[fault.kind]))
    replied = side.api.reply(called)
    if fault.kind in ("slow", "no_answer"):
        await asyncio.sleep(fault.wait_ms / 1000)
    if fault.kind == "slow":
        return _as_response(replied)
    if fault.kind == "server_error_kept" and isinstance(side.api, StripeApi):
        side.api.keep_instead(called, _broken(side, 500))
    if fault.kind in ("server_error_done", "server_error_kept"):
        return _as_response(_broken(side, 500))
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)


def _broken(side: Side, status: int) -> Replied:
    if isinstance(side.api, RazorpayApi):
        said = "Request rate limit exceeded" if status < 500 else "We are facing some trouble"
        return side.api.refused(Broken(status, said))
    if status < 500:
        return side.api.refused(StripeError(status, "Too many requests.", code="rate_limit"))
    return side.api.refused(StripeError(status, "Something went wrong.", type="api_error"))


def _not_let_in(request: web.Request) -> Replied:
    given = request.headers.get("Authorization", "")
    if request.path.startswith(RAZORPAY_ONLY) or (
        given.startswith("Basic") and "rzp_" in _name(given)
    ):
        return RazorpayApi.refused(NotLetIn())
    if given:
        return StripeApi.refused(StripeError(401, "Invalid API Key provided: sk_test_****"))
    message = "You did not provide an API key. You need to provide it in the Authorization header."
    return StripeApi.refused(StripeError(401, message))


def _name(authorization: str) -> str:
    try:
        return base64.b64decode(authorization.partition(" ")[2]).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _as_response(replied: Replied) -> web.Response:
    return web.Response(
        status=replied.status,
        body=replied.body,
        headers=replied.headers,
        content_type="application/json",
    )
