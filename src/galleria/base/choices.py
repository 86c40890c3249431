"""What may be chosen where a value is none of the choices; pure."""

from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin

REFUSED = "Invalid enum value "


def with_choices(message: str, wanted: Any) -> str:
    """Return msgspec's message about a wrong choice with what is allowed; any other as it is."""
    choices = choices_of(wanted) if message.startswith(REFUSED) else []
    if not choices:
        return message
    return f"{message.removeprefix(REFUSED)} is none of: {', '.join(choices)}"


def choices_of(wanted: Any) -> list[str]:
    """Return the values of a type's literals and enums, in their order, inside of others, too."""
    if get_origin(wanted) is Literal:
        return [str(value) for value in get_args(wanted) if value is not None]
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return [str(member.value) for member in wanted]
    parts = get_args(wanted)[:1] if get_origin(wanted) is Annotated else get_args(wanted)
    return list(dict.fromkeys(choice for part in parts for choice in choices_of(part)))
