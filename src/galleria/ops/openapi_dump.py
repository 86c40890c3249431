"""openapi.json: the description of the API, committed so that its diff is the API review."""

import json
from pathlib import Path

from galleria.ops.errors import OperatorError

PATH = Path("openapi.json")


def dump_openapi() -> str:
    """Return the description that the application serves; needs no database."""
    from galleria.app import describe_api

    return json.dumps(describe_api(), indent=2, ensure_ascii=False) + "\n"


def write_openapi() -> None:
    """Write openapi.json anew."""
    PATH.write_text(dump_openapi())


def check_openapi() -> None:
    """Fail when openapi.json is not what the application serves."""
    if not PATH.exists() or PATH.read_text() != dump_openapi():
        raise OperatorError(f"{PATH} is stale: run `galleria openapi dump` and look at its diff.")
