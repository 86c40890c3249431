"""The shell around the framework: request id, admission, HEAD, one sampled log line a request."""

import random
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from galleria.base.card_data import CardDataRefused, refuse_card_in_head, without_cards
from galleria.base.config import Settings
from galleria.base.forwarded import Network, networks, peer_of
from galleria.base.http import refused
from galleria.base.ids import new_id
from galleria.base.log import Log, path_without_secrets
from galleria.base.refusals import Overloaded
from galleria.base.slashes import keep_slashes

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUEST_ID = re.compile(rb"[A-Za-z0-9._~-]{1,100}")


class Shell:
    """Pure ASGI: what every request passes, whatever answers it.

    `requests_max` requests are let in at once; the next is refused at once with 503, because
    waiting would only make all of them late. Health checks are always let in.
    """

    def __init__(self, app: App, settings: Settings, log: Log) -> None:
        self._app = app
        self._settings = settings
        self._log = log
        self._inside = 0
        self._trusted = networks(settings.trusted_proxies or "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        keep_slashes(scope)
        self._inside += 1
        request = _Request(scope, send, self._trusted, leave=self._leave)
        try:
            if self._inside > self._settings.requests_max and not request.is_health:
                await request.refuse(Overloaded("Too many at once.", retry_after_s=1), self._log)
            elif request.card_data is not None:
                await request.refuse(request.card_data, self._log)
            else:
                await self._app(scope, receive, request.send)
        except Exception as error:
            if request.status:
                raise  # The response has begun; the server can only cut it off.
            await request.refuse(error, self._log)
        finally:
            request.leave()
            self._write_line(request)

    def _leave(self) -> None:
        self._inside -= 1

    def _write_line(self, request: "_Request") -> None:
        took_ms = request.took_ms
        is_slow = took_ms > self._settings.slow_request_ms and not request.is_stream
        if request.status < 400 and not is_slow and random.random() >= self._settings.log_sample:
            return
        self._log.write(
            "request.slow" if is_slow else "request",
            request_id=request.request_id,
            method=request.scope["method"],
            path=path_without_secrets(request.scope["path"]),
            status=request.status,
            took_ms=round(took_ms, 1),
            client=request.scope["state"].get("client_address"),
        )


class _Request:
    """One request's bookkeeping between the server and the framework."""

    def __init__(
        self,
        scope: Scope,
        send: Send,
        trusted: tuple[Network, ...],
        *,
        leave: Callable[[], None],
    ) -> None:
        self._leave: Callable[[], None] | None = leave
        self.scope = scope
        self.status = 0
        self.is_stream = False
        self._send = send
        self._started = time.monotonic()
        self._is_head = scope["method"] == "HEAD"
        headers = dict(scope["headers"])
        self.card_data = _card_data(scope, headers)
        given = b"" if self.card_data else headers.get(b"x-request-id", b"")
        self.request_id = given.decode() if REQUEST_ID.fullmatch(given) else str(new_id())
        state = scope.setdefault("state", {})
        state["request_id"] = self.request_id
        direct = (scope.get("client") or ("", 0))[0]
        peer = peer_of(direct, scope.get("scheme", "http"), headers, trusted)
        state["client_address"], state["is_https"] = peer.address, peer.is_https

    @property
    def is_health(self) -> bool:
        return self.scope["path"].startswith("/health/")

    @property
    def took_ms(self) -> float:
        return (time.monotonic() - self._started) * 1000

    def leave(self) -> None:
        """Make room for another, once. A stream does so as it begins: it mostly waits."""
        if self._leave is not None:
            self._leave()
            self._leave = None

    async def send(self, message: Message) -> None:
        """Add the request's id, remember the status, and drop the body of an answer to HEAD."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", []))
            self.is_stream = any(
                name == b"content-type" and value.startswith(b"text/event-stream")
                for name, value in headers
            )
            if self.is_stream:
                self.leave()
            headers += [
                (b"x-request-id", self.request_id.encode()),
                (b"x-content-type-options", b"nosniff"),
            ]
            message = {**message, "headers": headers}
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, error: Exception, log: Log) -> None:
        """Answer with a problem, without the framework."""
        answer = refused(error, self.scope["path"], self.request_id, log)
        headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        headers += [
            (b"content-type", answer.media_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
        ]
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": answer.body})


def _card_data(scope: Scope, headers: dict[bytes, bytes]) -> CardDataRefused | None:
    """Return the refusal of a request whose head holds card data, whose path is then masked."""
    try:
        refuse_card_in_head(scope["path"], scope["query_string"], headers)
    except CardDataRefused as refusal:
        scope["path"] = without_cards(scope["path"])
        return refusal
    return None
