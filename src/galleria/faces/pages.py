"""Everything the faces send that never changes while the process runs, ready as bytes."""

import gzip
import hashlib

from msgspec import Struct

from galleria.faces.assets import ASSETS, asset_url
from galleria.faces.home import REFERENCE_PATH
from galleria.faces.reference import render_reference

HTML = "text/html"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
A_WEEK = "public, max-age=604800"

# No inline script or style anywhere, nothing from other hosts, no framing.
PAGE_HEADERS: dict[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
}


class WebFile(Struct, frozen=True):
    """`gzipped` is empty where packing gains nothing."""

    path: str
    media_type: str
    body: bytes
    gzipped: bytes
    cache_control: str
    etag: str


def web_file(path: str, media_type: str, body: bytes, cache_control: str) -> WebFile:
    """Prepare bytes to be sent, packed and tagged."""
    packed = gzip.compress(body, 9, mtime=0)
    return WebFile(
        path=path,
        media_type=media_type,
        body=body,
        gzipped=packed if len(packed) < len(body) * 0.9 else b"",
        cache_control=cache_control,
        etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"',
    )


PAGES: tuple[WebFile, ...] = (
    web_file(REFERENCE_PATH, HTML, render_reference().encode(), ASK_AGAIN),
    *(web_file(asset_url(asset.name), asset.media_type, asset.body, FOREVER) for asset in ASSETS),
    *(
        web_file("/favicon.ico", asset.media_type, asset.body, A_WEEK)
        for asset in ASSETS
        if asset.name == "logo.svg"
    ),
)
