"""Free JSON (attributes, settings): checked to be an object of bounded size, else passed on."""

from collections.abc import Iterable
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Raw

from galleria.base.card_data import refuse_card_fields
from galleria.base.refusals import FieldError

OBJECT_BYTES_MAX = 16_384
# Below any interpreter's and PostgreSQL's own limits, so that it is the same everywhere.
OBJECT_DEPTH_MAX = 100
NO_OBJECT = Raw(b"{}")

JsonObject = Annotated[Raw, Meta(extra_json_schema={"type": "object"}, examples=[{}])]


def no_object() -> Raw:
    """Return an empty object: the default of a field of free JSON."""
    return NO_OBJECT


def object_errors(
    value: Raw, pointer: str, *, bytes_max: int = OBJECT_BYTES_MAX
) -> list[FieldError]:
    """Return the error of free JSON that is no object, too large, or not sound throughout.

    CardDataRefused when a field inside is named as one of a card's.
    """
    if value is NO_OBJECT:
        return []
    text = bytes(value)
    if text == b"{}":
        return []
    if len(text) > bytes_max:
        return [FieldError(pointer, "length", f"At most {bytes_max} bytes of JSON.")]
    try:
        decoded: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [FieldError(pointer, "invalid", f"Not sound JSON: {error}")]
    if not isinstance(decoded, dict):
        return [FieldError(pointer, "type", "Expected `object`.")]
    if _is_too_deep(cast(object, decoded)):
        return [FieldError(pointer, "depth", f"At most {OBJECT_DEPTH_MAX} levels.")]
    refuse_card_fields(cast(object, decoded), pointer)
    return []


def _is_too_deep(value: object) -> bool:
    level: list[Any] = [value]
    for _ in range(OBJECT_DEPTH_MAX + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast(dict[str, Any], value).values()
    return cast(list[Any], value) if isinstance(value, list) else ()
