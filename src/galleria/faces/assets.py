"""Style sheets, scripts and pictures of the pages, under an address that changes with them."""

import hashlib
import mimetypes
from importlib.resources import files
from importlib.resources.abc import Traversable

from msgspec import Struct


class Asset(Struct, frozen=True):
    name: str  # Such as "reference/main.js".
    media_type: str
    body: bytes


def asset_url(name: str) -> str:
    """Return the address of an asset; the name must be one of ASSETS."""
    assert name in _NAMES, name
    return f"/assets/{VERSION}/{name}"


def _read(folder: Traversable, prefix: str = "") -> list[Asset]:
    found: list[Asset] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _read(entry, f"{prefix}{entry.name}/")
        else:
            found.append(Asset(prefix + entry.name, _media_type(entry.name), entry.read_bytes()))
    return found


def _media_type(name: str) -> str:
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2]) or mimetypes.guess_type(name)[0]
    assert media_type, name
    return media_type


_MEDIA_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
}
ASSETS = tuple(_read(files("galleria.faces").joinpath("assets")))
_NAMES = frozenset(asset.name for asset in ASSETS)
# One version for all, so that a script may import its neighbours by relative names.
VERSION = hashlib.sha256(
    b"".join(asset.name.encode() + b"\0" + asset.body + b"\0" for asset in ASSETS)
).hexdigest()[:12]
