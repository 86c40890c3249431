"""Endpoints whose commands go through the organization's lane, declared in one line."""

import inspect
from typing import Any, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from galleria.base.endpoints import (
    BODY_BYTES_MAX,
    PATH_NAME,
    Endpoint,
    Signature,
    access_of,
    tag_of,
)
from galleria.base.lane import Asked, LaneUseCase
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx

EDGE_NAMES = frozenset({"body", "query", "if_match"})


def in_lane(  # noqa: PLR0913  (a declaration: one keyword a fact)
    method: str,
    path: str,
    use_case: LaneUseCase[Any, Any],
    *,
    permission: str | None,
    status: int | None = None,
    refusals: tuple[type[Refusal], ...] = (),
    body_bytes_max: int = BODY_BYTES_MAX,
) -> Endpoint:
    """Declare that `method path` has one command done by `use_case`, in a batch with others.

    The fields of the command's Struct are the names in the path, `body`, `query` and `if_match`.
    It takes an Idempotency-Key; the key, the effect and the answer commit together.
    """
    signature = read_lane_signature(use_case, path)
    return Endpoint(
        method=method,
        path=path,
        use_case=use_case,
        signature=signature,
        access=access_of(signature, permission),
        permission=permission,
        status=status or (204 if signature.result_type is None else 200),
        tag=tag_of(path),
        is_idempotent=True,
        refusals=refusals,
        body_bytes_max=body_bytes_max,
    )


def read_lane_signature(use_case: LaneUseCase[Any, Any], path: str) -> Signature:
    """Read the contract; TypeError when it is no lane's, or disagrees with the path."""
    name = getattr(use_case, "__name__", repr(use_case))
    hints = get_type_hints(use_case, include_extras=True)
    first, *others = inspect.signature(use_case).parameters
    (asked,) = (get_args(hints.get(others[0])) if len(others) == 1 else ()) or (None,)
    if hints.get(first) is not Tx or get_origin(asked) is not Asked:
        raise TypeError(f"{name}: a lane's use case takes a Tx and list[Asked[Command]]")
    (command_type,) = get_args(asked)
    names = [name for name in PATH_NAME.findall(path) if name != "store_slug"]
    return _signature(name, command_type, names, hints["return"])


def _signature(name: str, command_type: type[Struct], names: list[str], returned: Any) -> Signature:
    types = get_type_hints(command_type, include_extras=True)
    known = EDGE_NAMES | set(names)
    if wrong := (types.keys() - known) | (set(names) - types.keys()):
        raise TypeError(f"{name}: {wrong} of {command_type.__name__} disagree with the path")
    needed = {it.name for it in fields(command_type) if it.required}
    assert all(it.default is NODEFAULT or it.name in EDGE_NAMES for it in fields(command_type))
    return Signature(
        Tx,
        {name: types[name] for name in names},
        body_type=types.get("body"),
        is_body_needed="body" in needed,
        query_type=types.get("query"),
        takes_if_match="if_match" in types,
        is_if_match_needed="if_match" in needed,
        result_type=_result_type(returned),
        command_type=command_type,
    )


def _result_type(returned: Any) -> Any:
    """Return R of `list[R | Refusal]`; None when there is only None or a Refusal."""
    (item,) = get_args(returned)
    results: list[Any] = [
        it
        for it in get_args(item) or (item,)
        if it is not type(None) and not (isinstance(it, type) and issubclass(it, Refusal))
    ]
    assert len(results) <= 1, "a lane's use case has one kind of result"
    return results[0] if results else None
