"""The API's own description, served as it is committed in openapi.json."""

from collections.abc import Sequence
from typing import Any

import msgspec

from galleria import __version__
from galleria.base.call import Answer, Call
from galleria.base.endpoints import Access, Endpoint, special
from galleria.base.http import API_PREFIX
from galleria.base.openapi import describe


class Description:
    """The encoded document; made once, when it is first asked for."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._endpoints = endpoints
        self._encoded = b""

    def document(self) -> dict[str, Any]:
        """Return the document as plain values."""
        return describe(self._endpoints, version=__version__, prefix=API_PREFIX)

    def encoded(self) -> bytes:
        """Return the document as JSON."""
        if not self._encoded:
            self._encoded = msgspec.json.encode(self.document())
        return self._encoded


async def describe_api(call: Call) -> Answer:
    """Describe this API as OpenAPI 3.1."""
    body = call.services.get(Description).encoded()
    return Answer(200, body, {"cache-control": "public, max-age=60"})


DESCRIPTION_ROUTE = special(
    "GET", "/openapi.json", describe_api, access=Access.PUBLIC, result=dict[str, Any]
)
