"""A slash that is sent as %2F is a part of a name in the path; where it was decoded, it divides."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote

ENCODED = re.compile(rb"%2f", re.I)
KEPT = "%2F"


def keep_slashes(scope: MutableMapping[str, Any]) -> None:
    """Leave each encoded slash in the scope's path as it was sent: routes are matched by it."""
    raw_path: bytes = scope.get("raw_path") or b""
    if ENCODED.search(raw_path):
        # Encoded once more, it survives being decoded.
        path = ENCODED.sub(b"%252F", raw_path.partition(b"?")[0])
        scope["path"] = unquote(path.decode("latin-1"))
        scope.setdefault("state", {})["has_slashes"] = True


def path_values_of(scope: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what the path names, with the slashes that were kept."""
    values: Mapping[str, str] = scope["path_params"]
    if not scope["state"].get("has_slashes"):
        return values
    return {name: value.replace(KEPT, "/") for name, value in values.items()}
