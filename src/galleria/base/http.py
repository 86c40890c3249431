"""The HTTP edge: declared endpoints mounted on Litestar, each behind the same door."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.response.streaming import ASGIStreamingResponse
from msgspec import Struct

from galleria.base.arguments import refuse_parameters
from galleria.base.call import Answer, Call, Services
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.door import Replays, context_of, refuse_without, run, run_in_lane
from galleria.base.endpoints import Access, Endpoint, command, special
from galleria.base.identity import Identity, Resolver
from galleria.base.lane import Lanes
from galleria.base.lane_endpoints import in_lane
from galleria.base.log import Log, path_without_secrets
from galleria.base.problems import MEDIA_TYPE, as_refusal, out_of_time, problem
from galleria.base.refusals import Malformed, MethodNotAllowed, NotFound, Refusal
from galleria.base.slashes import path_values_of

__all__ = ["API_PREFIX", "Access", "Edge", "Endpoint", "command", "in_lane", "mount", "special"]

API_PREFIX = "/api/v1"

HttpRequest = Request[Any, Any, Any]


class Edge(Struct, frozen=True):
    """What every door needs; one for the process."""

    database: Database
    resolver: Resolver
    replays: Replays
    lanes: Lanes
    services: Services
    settings: Settings
    log: Log


def mount(endpoints: Sequence[Endpoint], edge: Edge) -> list[HTTPRouteHandler]:
    """Return a Litestar handler for each endpoint; GET answers HEAD, too, and each path OPTIONS."""
    by_path = {endpoint.path: _methods_of(endpoints, endpoint.path) for endpoint in endpoints}
    # These come first: the framework's own would name the path's first endpoint alone.
    options = [_options_handler(path, methods) for path, methods in by_path.items()]
    return [*options, *(_handler(endpoint, edge) for endpoint in endpoints)]


def _options_handler(path: str, methods: list[str]) -> HTTPRouteHandler:
    async def options() -> ASGIResponse:
        return ASGIResponse(status_code=204, headers={"allow": ", ".join(methods)})

    at = API_PREFIX + path.replace("}", ":str}")
    return HTTPRouteHandler(at, http_method=["OPTIONS"], status_code=200)(options)  # pyright: ignore[reportArgumentType]


def _handler(endpoint: Endpoint, edge: Edge) -> HTTPRouteHandler:
    async def handle(request: HttpRequest) -> ASGIResponse:
        request_id: str = request.scope["state"].get("request_id", "")
        try:
            answer = await _in_time(endpoint, edge, request, request_id)
        except Exception as error:
            answer = refused(error, request.url.path, request_id, edge.log)
        return _response(answer, is_head=request.method == "HEAD")

    methods = ["GET", "HEAD"] if endpoint.method == "GET" else [endpoint.method]
    # Litestar names a path parameter with its type; ids are read by the door itself.
    path = API_PREFIX + endpoint.path.replace("}", ":str}")
    # The response brings its own status; the framework's is only checked, and wrongly for a 204.
    return HTTPRouteHandler(path, http_method=methods, status_code=200)(handle)  # pyright: ignore[reportArgumentType]


async def _in_time(endpoint: Endpoint, edge: Edge, request: HttpRequest, request_id: str) -> Answer:
    timeout_s = endpoint.timeout_s or edge.settings.request_timeout_s
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            return await _answered(endpoint, edge, request, request_id, timeout_s)
    except TimeoutError:
        # Only the request's own deadline is the caller's business; another is the database away.
        if limit.expired():
            raise out_of_time() from None
        raise


async def _answered(
    endpoint: Endpoint, edge: Edge, request: HttpRequest, request_id: str, timeout_s: float
) -> Answer:
    identity = await _identity(endpoint, edge, request)
    refuse_without(endpoint, identity)
    has_tenant = endpoint.access in (Access.CALLER, Access.SHOPPER)
    context = context_of(identity, request_id, timeout_s) if identity and has_tenant else None
    call = Call(
        method=endpoint.method,
        path=request.url.path,
        path_values=path_values_of(request.scope),
        query_string=request.scope["query_string"].decode("latin-1"),
        headers=request.headers,
        client_address=request.scope["state"].get("client_address", ""),
        is_https=request.scope["state"].get("is_https", False),
        request_id=request_id,
        identity=identity,
        context=context,
        database=edge.database,
        services=edge.services,
        receive_chunks=lambda: _chunks(request),
        body_bytes_max=endpoint.body_bytes_max,
        drain=request.scope["state"].get("drain") or asyncio.Event(),
        keeps_plans=endpoint.keeps_plans,
    )
    if endpoint.is_special:
        if endpoint.signature.query_type is None:
            refuse_parameters(call)
        return await endpoint.use_case(call)
    secret = edge.settings.cursor_secret
    if endpoint.signature.command_type is not None:
        return await run_in_lane(endpoint, call, edge.lanes, edge.replays, secret)
    return await run(endpoint, call, edge.replays, secret)


async def _identity(endpoint: Endpoint, edge: Edge, request: HttpRequest) -> Identity | None:
    if endpoint.access is Access.PUBLIC:
        return None
    if endpoint.access is Access.SHOPPER:
        slug = request.path_params.get("store_slug")
        host = request.headers.get("host", "")
        return await edge.resolver.shopper(host, slug, request.headers)
    return await edge.resolver.caller(request.headers)


async def _chunks(request: HttpRequest) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


def refused(error: BaseException, path: str, request_id: str, log: Log) -> Answer:
    """Return the problem response for an error; one that is a bug is logged whole, told as 500."""
    refusal = _routing(error) or as_refusal(error)
    if refusal is None:
        log.failure("request.failed", error, request_id=request_id, path=path_without_secrets(path))
        refusal = Bug("The request id finds it in the log.")
    headers = {"cache-control": "no-store"}
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    if refusal.status == 401:
        headers["www-authenticate"] = 'Bearer realm="galleria"'
    if allow := refusal.facts.get("allow"):
        headers["allow"] = str(allow)
    body = problem(refusal, request_id=request_id, instance=path)
    return Answer(refusal.status, body, headers, MEDIA_TYPE)


def errors_of_routing(endpoints: Sequence[Endpoint], log: Log) -> dict[Any, Any]:
    """Return Litestar's exception handlers: what no endpoint answered is a problem, too."""

    def answer(request: HttpRequest, error: Exception) -> Response[bytes]:
        request_id: str = request.scope["state"].get("request_id", "")
        if isinstance(error, HTTPException) and error.status_code == 405:
            allow = ", ".join(_methods_at(endpoints, request.url.path)) or "GET, HEAD"
            error = MethodNotAllowed(f"It takes {allow}.", allow=allow)
        refusal = refused(error, request.url.path, request_id, log)
        return Response(
            refusal.body,
            status_code=refusal.status,
            headers=refusal.headers,
            media_type=refusal.media_type,
        )

    return {Exception: answer, HTTPException: answer}


def _methods_at(endpoints: Sequence[Endpoint], path: str) -> list[str]:
    """Return what may be sent to an address; RFC 9110 wants a 405 to say it."""
    here = [
        endpoint.path
        for endpoint in endpoints
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", API_PREFIX + endpoint.path), path)
    ]
    # As the router does: a name that is written out goes before one that may be anything.
    nearest = min(here, key=lambda template: template.count("{"), default="")
    return _methods_of(endpoints, nearest)


def _methods_of(endpoints: Sequence[Endpoint], template: str) -> list[str]:
    methods = {endpoint.method for endpoint in endpoints if endpoint.path == template}
    if "GET" in methods:
        methods.add("HEAD")
    return sorted(methods | {"OPTIONS"}) if methods else []


class Bug(Refusal):
    """Not a refusal at all: something we did wrong."""

    code = "internal_error"
    status = 500
    title = "Something went wrong on our side"


def _routing(error: BaseException) -> Refusal | None:
    if not isinstance(error, HTTPException):
        return None
    if error.status_code == 404:
        return NotFound("There is nothing at this address.")
    return Malformed(str(error.detail))


def _response(answer: Answer, *, is_head: bool) -> ASGIResponse:
    # Who asks for the headers of a stream does not wait for its end.
    if answer.stream is not None and not is_head:
        return ASGIStreamingResponse(
            iterator=answer.stream,
            status_code=answer.status,
            headers=answer.headers,
            media_type=answer.media_type,
        )
    return ASGIResponse(
        body=answer.body,
        status_code=answer.status,
        headers=answer.headers,
        media_type=answer.media_type if answer.body or answer.stream else None,
    )
