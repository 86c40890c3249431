"""Which types of events somebody wants: by name, or by how they begin. Pure."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

TYPES_MAX = 100
TypePattern = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=r"^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?)$(?!\n)",
        description="An event's type, `order.*` for all that begin so, or `*` for everything.",
        examples=["order.*"],
    ),
]

_LIKE = str.maketrans({"_": r"\_", "%": r"\%", "\\": r"\\"})


def like_pattern(pattern: str) -> str:
    """Return a type pattern as LIKE has it."""
    return pattern.translate(_LIKE).replace("*", "%")


def is_wanted(event_type: str, patterns: Sequence[str]) -> bool:
    """Say whether one of the patterns is for this type."""
    return any(
        pattern == event_type or (pattern[-1] == "*" and event_type.startswith(pattern[:-1]))
        for pattern in patterns
    )
