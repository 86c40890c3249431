"""PATCH: fields that were sent replace those that were there; pure."""

from typing import TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import asdict, replace

from galleria.base.refusals import NotFound, Stale

T = TypeVar("T", bound=Struct)


def patched(before: T, changes: Struct) -> tuple[T, list[str]]:
    """Return `before` with what was sent, and the names of the fields that differ."""
    given = {name: value for name, value in asdict(changes).items() if value is not UNSET}
    after = replace(before, **given)
    return after, [name for name in given if getattr(before, name) != getattr(after, name)]


def expected(before: T | None, version: int) -> T:
    """Return what is there; NotFound, or Stale when it is not the version that was read."""
    if before is None:
        raise NotFound()
    there = getattr(before, "version", None)
    if there != version:
        raise Stale(version=there)
    return before
