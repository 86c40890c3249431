"""What load balancers ask: is the process alive, and can it serve just now."""

import asyncio
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse

from galleria.base.database import Database
from galleria.base.http import refused
from galleria.base.log import Log

READY_WITHIN_S = 2.0


def health_routes(database: Database, log: Log) -> list[HTTPRouteHandler]:
    """Return `/health/live` (the process answers) and `/health/ready` (its database does, too)."""

    async def live(request: Request[Any, Any, Any]) -> ASGIResponse:
        return _ok(b'{"status":"live"}')

    async def ready(request: Request[Any, Any, Any]) -> ASGIResponse:
        drain: asyncio.Event | None = request.scope["state"].get("drain")
        try:
            if drain is not None and drain.is_set():
                raise ConnectionError("The process is stopping.")
            async with asyncio.timeout(READY_WITHIN_S), database.app.connection() as connection:
                await connection.fetchval("SELECT 1")
        except Exception as error:
            away = error if not isinstance(error, TimeoutError) else ConnectionError("slow")
            answer = refused(away, "/health/ready", request.scope["state"]["request_id"], log)
            return ASGIResponse(
                body=answer.body,
                status_code=answer.status,
                headers=answer.headers,
                media_type=answer.media_type,
            )
        return _ok(b'{"status":"ready"}')

    return [_get("/health/live", live), _get("/health/ready", ready)]


def _get(path: str, handler: Any) -> HTTPRouteHandler:
    return HTTPRouteHandler(path, http_method=["GET", "HEAD"])(handler)


def _ok(body: bytes) -> ASGIResponse:
    headers = {"cache-control": "no-store"}
    return ASGIResponse(body=body, media_type="application/json", headers=headers)
