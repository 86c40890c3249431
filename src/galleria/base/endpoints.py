"""What an endpoint is: declared in one line, with its contract read from the use case's signature.

The first parameter's type says which transaction the door opens (ReadTx, Tx, DirectoryTx or
PlatformTx). Keyword-only parameters: those named in the path; `body` (a Struct, or `Bulk[Row]`;
with a default, none need be sent); `query` (a Struct); `if_match` (makes If-Match necessary, unless
it has a default). The return annotation is the answer.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, get_origin, get_type_hints
from uuid import UUID

from msgspec import Struct

from galleria.base.refusals import Refusal
from galleria.base.tx import DirectoryTx, PlatformTx, ReadTx, Tx

BODY_BYTES_MAX = 10 * 1024 * 1024
PATH_NAME = re.compile(r"\{(\w+)\}")


class Access(StrEnum):
    """Who may come in: anyone; a shopper of one store; a caller who holds a permission."""

    PUBLIC = "public"
    SHOPPER = "shopper"
    CALLER = "caller"
    PLATFORM = "platform"


class Signature(Struct, frozen=True):
    """What a use case takes and gives, as its annotations say."""

    tx_type: type | None
    path_types: dict[str, type]
    body_type: Any = None
    is_body_needed: bool = True
    query_type: Any = None
    takes_if_match: bool = False
    is_if_match_needed: bool = True
    result_type: Any = None
    # Of an endpoint in a lane: the Struct that path, query and body make up.
    command_type: type[Struct] | None = None


class Endpoint(Struct, frozen=True):
    """One operation of the API. `permission` None: open to shoppers, or to anyone."""

    method: str
    path: str
    use_case: Callable[..., Awaitable[Any]]
    signature: Signature
    access: Access
    permission: str | None
    status: int
    tag: str
    is_idempotent: bool = False
    refusals: tuple[type[Refusal], ...] = ()
    body_bytes_max: int = BODY_BYTES_MAX
    timeout_s: float | None = None
    is_special: bool = False
    upload_types: tuple[str, ...] = ()
    media_type: str = "application/json"
    keeps_plans: bool = False

    @property
    def operation_id(self) -> str:
        """The public name of the operation: its use case's name, with where it is mounted twice."""
        suffix = "_by_slug" if self.path.startswith("/shops/{store_slug}") else ""
        # For clients that cannot send DELETE with a body.
        suffix += "_by_post" if self.path.endswith("/bulk-delete") else ""
        return self.use_case.__name__ + suffix


def command(  # noqa: PLR0913  (a declaration: one keyword a fact)
    method: str,
    path: str,
    use_case: Callable[..., Awaitable[Any]],
    *,
    permission: str | None,
    status: int | None = None,
    idempotent: bool = False,
    refusals: tuple[type[Refusal], ...] = (),
    body_bytes_max: int = BODY_BYTES_MAX,
    keeps_plans: bool = False,
) -> Endpoint:
    """Declare that `method path` runs `use_case` in one transaction.

    What shoppers ask for keeps its statements' plans; so do others with `keeps_plans`.
    """
    signature = read_signature(use_case, path)
    access = access_of(signature, permission)
    return Endpoint(
        method=method,
        path=path,
        use_case=use_case,
        signature=signature,
        access=access,
        permission=permission,
        status=status or (204 if signature.result_type is None else 200),
        tag=tag_of(path),
        is_idempotent=idempotent,
        refusals=refusals,
        body_bytes_max=body_bytes_max,
        keeps_plans=keeps_plans or access is Access.SHOPPER,
    )


def special(  # noqa: PLR0913  # house: a declaration has a line for each fact
    method: str,
    path: str,
    handler: Callable[..., Awaitable[Any]],
    *,
    access: Access,
    permission: str | None = None,
    body: Any = None,
    query: Any = None,
    result: Any = None,
    status: int = 200,
    refusals: tuple[type[Refusal], ...] = (),
    body_bytes_max: int = BODY_BYTES_MAX,
    timeout_s: float | None = None,
    media_type: str = "application/json",
    upload_types: tuple[str, ...] = (),
    idempotent: bool = False,
    if_match: bool = False,
    keeps_plans: bool = False,
) -> Endpoint:
    """Declare an endpoint that needs the request itself: `handler(call) -> Answer`.

    For what one transaction cannot say: logins, uploads, streams. The types are for the API's
    description; the handler reads the body with `call.json(Type)` or `call.chunks()`. With
    `upload_types` the body is a file of one of these media types.
    """
    names = dict.fromkeys(PATH_NAME.findall(path), str)
    return Endpoint(
        method=method,
        path=path,
        use_case=handler,
        signature=Signature(
            None,
            {**names},
            body_type=body,
            query_type=query,
            takes_if_match=if_match,
            result_type=result,
        ),
        access=access,
        permission=permission,
        status=status,
        tag=tag_of(path),
        refusals=refusals,
        body_bytes_max=body_bytes_max,
        timeout_s=timeout_s,
        is_idempotent=idempotent,
        is_special=True,
        upload_types=upload_types,
        media_type=media_type,
        keeps_plans=keeps_plans,
    )


def read_signature(use_case: Callable[..., Any], path: str) -> Signature:
    """Read the contract; TypeError when the signature and the path disagree."""
    hints = get_type_hints(use_case, include_extras=True)
    first, *others = inspect.signature(use_case).parameters.values()
    names = PATH_NAME.findall(path)
    # A store's slug in the path is for the edge: it says whose shop it is.
    path_types = {name: hints.get(name, str) for name in names if name != "store_slug"}
    known = {"body", "query", "if_match", *path_types}
    if unknown := {parameter.name for parameter in others} - known:
        raise TypeError(f"{use_case.__name__}: {unknown} are not in {path}")
    if missing := set(path_types) - {parameter.name for parameter in others}:
        raise TypeError(f"{use_case.__name__} does not take {missing} of {path}")
    if bad := {name for name, kind in path_types.items() if kind not in (UUID, str)}:
        raise TypeError(f"{use_case.__name__}: {bad} must be UUID or str")
    result = hints["return"]
    return Signature(
        hints[first.name],
        path_types,
        body_type=hints.get("body"),
        is_body_needed=all(it.name != "body" or it.default is it.empty for it in others),
        query_type=hints.get("query"),
        takes_if_match="if_match" in hints,
        is_if_match_needed=all(it.name != "if_match" or it.default is it.empty for it in others),
        result_type=None if result is type(None) else result,
    )


def access_of(signature: Signature, permission: str | None) -> Access:
    """Return who may come in, by the transaction that is opened and the permission needed."""
    if signature.tx_type is PlatformTx:
        return Access.PLATFORM if permission else Access.PUBLIC
    assert signature.tx_type in (ReadTx, Tx, DirectoryTx), signature
    return Access.CALLER if permission else Access.SHOPPER


def tag_of(path: str) -> str:
    """Return the first word of an address that is written out."""
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    return parts[0] if parts else "root"


def is_struct(annotation: Any) -> bool:
    """Say whether an annotation is a Struct, generic ones included."""
    origin = get_origin(annotation) or annotation
    return isinstance(origin, type) and issubclass(origin, Struct)
