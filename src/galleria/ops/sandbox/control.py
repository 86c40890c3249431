"""Control for tests and the curious: accounts, acts, faults, webhooks, under /_sandbox.

GET and POST /_sandbox/accounts · GET /_sandbox/payments · POST /_sandbox/payments/{ref}/{act} ·
POST /_sandbox/refunds/{ref}/{settle|fail} · GET, POST and DELETE /_sandbox/faults ·
GET /_sandbox/webhooks · POST /_sandbox/webhooks/{event}/send
"""

from typing import Any, TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

from galleria.ops.sandbox.accounts import Account, TooManyAccounts
from galleria.ops.sandbox.faults import Fault
from galleria.ops.sandbox.payable import ACTS, NotNow
from galleria.ops.sandbox.sandbox import Sandbox

T = TypeVar("T", bound=Struct)
LISTED_MAX = 200
PREFIX = "/_sandbox"


def control_routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """Return the control's addresses."""
    control = _Control(sandbox)
    return [
        web.get(f"{PREFIX}/accounts", control.accounts),
        web.post(f"{PREFIX}/accounts", control.add_account),
        web.get(f"{PREFIX}/payments", control.payments),
        web.post(f"{PREFIX}/payments/{{ref}}/{{act}}", control.act),
        web.post(f"{PREFIX}/refunds/{{ref}}/{{end}}", control.end_refund),
        web.get(f"{PREFIX}/faults", control.faults),
        web.post(f"{PREFIX}/faults", control.add_fault),
        web.delete(f"{PREFIX}/faults", control.clear_faults),
        web.get(f"{PREFIX}/webhooks", control.webhooks),
        web.post(f"{PREFIX}/webhooks/{{event}}/send", control.send_again),
    ]


class _Control:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def accounts(self, request: web.Request) -> web.Response:
        return _json(self._sandbox.accounts.all())

    async def add_account(self, request: web.Request) -> web.Response:
        account = await _read(request, Account)
        try:
            return _json(self._sandbox.add(account))
        except TooManyAccounts:
            raise web.HTTPConflict(text="The sandbox keeps no more accounts.\n") from None

    async def payments(self, request: web.Request) -> web.Response:
        return _json(self._sandbox.payables(LISTED_MAX))

    async def act(self, request: web.Request) -> web.Response:
        act = ACTS.get(request.match_info["act"].replace("-", "_"))
        if act is None:
            raise web.HTTPNotFound(text=f"The acts are {', '.join(ACTS)}.\n")
        try:
            return _json(self._sandbox.act(request.match_info["ref"], act))
        except NotNow:
            raise web.HTTPConflict(text="The payment's state does not allow that.\n") from None

    async def end_refund(self, request: web.Request) -> web.Response:
        ref, end = request.match_info["ref"], request.match_info["end"]
        if end not in ("settle", "fail"):
            raise web.HTTPNotFound
        if not self._sandbox.end_refund(ref, is_paid_out=end == "settle"):
            raise web.HTTPConflict(text="There is no such pending refund.\n")
        return _json({})

    async def faults(self, request: web.Request) -> web.Response:
        return _json(self._sandbox.faults.all())

    async def add_fault(self, request: web.Request) -> web.Response:
        fault = await _read(request, Fault)
        self._sandbox.faults.add(fault)
        return _json(fault)

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._sandbox.faults.clear()
        return web.Response(status=204)

    async def webhooks(self, request: web.Request) -> web.Response:
        return _json(self._sandbox.webhooks.deliveries()[:LISTED_MAX])

    async def send_again(self, request: web.Request) -> web.Response:
        if not self._sandbox.webhooks.send_again(request.match_info["event"]):
            raise web.HTTPNotFound(text="There is no such event (any more).\n")
        return _json({})


def _json(value: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


async def _read(request: web.Request, wanted: type[T]) -> T:
    # Only JSON: a form is what another site's page could make a browser send.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.\n")
    try:
        return msgspec.json.decode(await request.read(), type=wanted)
    except msgspec.MsgspecError as error:
        raise web.HTTPUnprocessableEntity(text=f"{error}\n") from None
