"""PATCH: fields that were sent replace those that were there; pure."""

from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct

T = TypeVar("T", bound=Struct)


def patched(before: T, changes: Struct) -> T:
    """Return `before` with the fields of `changes` that are set."""
    given = {
        name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET
    }
    return msgspec.structs.replace(before, **given)


def changed_fields(before: T, after: T) -> list[str]:
    """Return the names of the fields that differ; free JSON is compared by its meaning."""
    return [
        name
        for name in before.__struct_fields__
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]


def _plain(value: object) -> object:
    return msgspec.json.decode(value) if isinstance(value, Raw) else value
