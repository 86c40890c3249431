"""A request as special endpoints see it, and the answer they give."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

from galleria.base.card_data import refuse_card_in_body
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.decode import decode_body, list_fields, query_errors
from galleria.base.identity import Identity
from galleria.base.refusals import FieldError, Invalid, TooLarge, UnsupportedMedia
from galleria.base.tx import DirectoryTx, ReadTx, Tx, directory_transaction, reading, transaction

T = TypeVar("T")
S = TypeVar("S", bound=Struct)

JSON = "application/json"


class Answer(Struct, frozen=True):
    """A whole response, or (with `stream`) its beginning."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = {}
    media_type: str = JSON
    stream: AsyncIterator[bytes] | None = None


class Services(Struct, frozen=True):
    """What special endpoints may ask for, by type; filled once in app.py."""

    by_type: dict[type, object]

    def get(self, wanted: type[T]) -> T:
        """Return the service of that type; KeyError when app.py did not provide it."""
        return cast(T, self.by_type[wanted])


class Call(Struct, frozen=True):
    """One request. `identity` and `context` are None where the endpoint is public.

    `drain` is set when the process is asked to stop; streams end then.
    """

    method: str
    path: str
    path_values: Mapping[str, str]
    query_string: str
    headers: Mapping[str, str]
    client_address: str
    is_https: bool
    request_id: str
    identity: Identity | None
    context: Context | None
    database: Database
    services: Services
    receive_chunks: Callable[[], AsyncIterator[bytes]]
    body_bytes_max: int
    drain: asyncio.Event
    keeps_plans: bool = False

    @property
    def tenant(self) -> Context:
        """The context of a call whose endpoint has one."""
        assert self.context is not None
        return self.context

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for the caller's organization."""
        return transaction(self.database, self.tenant, keeps_plans=self.keeps_plans)

    def reading(self) -> AbstractAsyncContextManager[ReadTx]:
        """Open a transaction for the caller's organization that only reads."""
        return reading(self.database, self.tenant, keeps_plans=self.keeps_plans)

    def directory_transaction(self) -> AbstractAsyncContextManager[DirectoryTx]:
        """Open one that also reaches the directory."""
        return directory_transaction(self.database, self.tenant)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Stream the body; TooLarge as soon as it is known to be over the endpoint's limit."""
        declared = self.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self.body_bytes_max:
            raise self._too_large()
        received_bytes = 0
        async for chunk in self.receive_chunks():
            received_bytes += len(chunk)
            if received_bytes > self.body_bytes_max:
                raise self._too_large()
            yield chunk

    async def body(self) -> bytes:
        """Return the whole body, within the endpoint's limit; CardDataRefused for card data."""
        body = b"".join([chunk async for chunk in self.chunks()])
        refuse_card_in_body(body)
        return body

    async def json(self, wanted: type[T]) -> T:
        """Return the JSON body as `wanted`; Invalid names every wrong field."""
        self.refuse_other_media()
        return decode_body(await self.body(), wanted)

    def refuse_other_media(self) -> None:
        """Raise UnsupportedMedia unless the body is declared to be JSON."""
        given = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if given != JSON:
            raise UnsupportedMedia(f"Send {JSON}, not {given or 'nothing'}.")

    def query(self, wanted: type[S]) -> S:
        """Return the query string as `wanted`; Invalid names every wrong or unknown parameter.

        A field that is a list takes its parameter any number of times, the others once.
        """
        given = _parameters(self.query_string, list_fields(wanted))
        try:
            return msgspec.convert(given, wanted, strict=False)
        except msgspec.ValidationError as error:
            errors = query_errors(given, wanted)
            first = f"{errors[0].pointer}: {errors[0].detail}" if errors else str(error)
            detail = f"{len(errors) or 1} parameter(s) are wrong: {first}"
            raise Invalid(detail, errors=errors) from None

    def _too_large(self) -> TooLarge:
        return TooLarge(f"At most {self.body_bytes_max} bytes.", bytes_max=self.body_bytes_max)


def _parameters(query_string: str, repeatable: frozenset[str]) -> dict[str, Any]:
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise Invalid("The query string is no sound UTF-8.") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Invalid("Text cannot hold U+0000.")
    counts = Counter(name for name, _ in pairs if name not in repeatable)
    if repeated := [name for name, count in counts.items() if count > 1]:
        errors = [FieldError(f"?{name}", "repeated", "Give it once.") for name in repeated]
        raise Invalid(f"{len(errors)} parameter(s) are given more than once.", errors=errors)
    given = dict.fromkeys(name for name, _ in pairs)
    lists = {
        name: [value for key, value in pairs if key == name] for name in repeatable & given.keys()
    }
    return {**dict(pairs), **lists}
