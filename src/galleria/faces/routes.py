"""The faces mounted on Litestar: the first page, the reference, assets, pictures."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.response.redirect import ASGIRedirectResponse

from galleria.faces.home import REFERENCE_PATH, HomeView, render_home
from galleria.faces.pages import HTML, PAGE_HEADERS, PAGES, WebFile
from galleria.faces.pictures import KINDS, picture_svg

PICTURE_CACHE = "public, max-age=31536000, immutable"
PICTURE_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.svg")
PICTURE_SLUG_CHARS_MAX = 200
PROBLEM_CODE = re.compile(r"[a-z0-9_]{1,64}")
# An SVG opened by itself is a document: it may draw, and nothing else.
PICTURE_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}

FaceRequest = Request[Any, Any, Any]
HomeSource = Callable[[FaceRequest], Awaitable[HomeView]]


def routes(home: HomeSource) -> list[HTTPRouteHandler]:
    """Return the handlers; `home` is asked for the first page's view at every request."""
    return [_home(home), _picture(), _problem(), *map(_file, PAGES)]


def _home(home: HomeSource) -> HTTPRouteHandler:
    async def first_page(request: FaceRequest) -> ASGIResponse:
        body = render_home(await home(request)).encode()
        # It may hold a token: nobody on the way keeps it.
        return _sent(body, HTML, {**PAGE_HEADERS, "cache-control": "no-store"})

    return _get("/", first_page)


def _picture() -> HTTPRouteHandler:
    async def picture(request: FaceRequest) -> ASGIResponse:
        kind, name = request.path_params["kind"], request.path_params["name"]
        if (
            kind not in KINDS
            or len(name) > PICTURE_SLUG_CHARS_MAX
            or not PICTURE_SLUG.fullmatch(name)
        ):
            raise NotFoundException
        body = picture_svg(kind=kind, slug=name.removesuffix(".svg")).encode()
        headers = {**PICTURE_HEADERS, "cache-control": PICTURE_CACHE}
        return _sent(body, "image/svg+xml", headers)

    return _get("/pictures/{kind:str}/{name:str}", picture)


def _problem() -> HTTPRouteHandler:
    async def problem(request: FaceRequest) -> ASGIResponse:
        """Lead the `type` of a problem to its explanation in the reference."""
        code = request.path_params["code"]
        if not PROBLEM_CODE.fullmatch(code):
            raise NotFoundException
        return ASGIRedirectResponse(path=f"{REFERENCE_PATH}#problem-{code}", status_code=303)

    return _get("/problems/{code:str}", problem)


def _file(file: WebFile) -> HTTPRouteHandler:
    async def send_file(request: FaceRequest) -> ASGIResponse:
        headers = {**PAGE_HEADERS, "cache-control": file.cache_control, "etag": file.etag}
        if file.gzipped:
            headers["vary"] = "accept-encoding"
        if file.etag in request.headers.get("if-none-match", ""):
            return _sent(b"", file.media_type, headers, status=304)
        if file.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
            return _sent(file.gzipped, file.media_type, {**headers, "content-encoding": "gzip"})
        return _sent(file.body, file.media_type, headers)

    return _get(file.path, send_file)


def _get(path: str, handler: Callable[[FaceRequest], Awaitable[ASGIResponse]]) -> HTTPRouteHandler:
    handle = HTTPRouteHandler(path, http_method=["GET", "HEAD"], include_in_schema=False)
    return handle(handler)


def _sent(
    body: bytes, media_type: str, headers: dict[str, str], *, status: int = 200
) -> ASGIResponse:
    return ASGIResponse(body=body, media_type=media_type, headers=headers, status_code=status)
