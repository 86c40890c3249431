"""Free JSON (attributes, settings): checked to be an object of bounded size, else passed on."""

from typing import Annotated

import msgspec
from msgspec import Meta, Raw

from galleria.base.refusals import FieldError

OBJECT_BYTES_MAX = 16_384
NO_OBJECT = Raw(b"{}")

JsonObject = Annotated[Raw, Meta(extra_json_schema={"type": "object"}, examples=[{}])]


def no_object() -> Raw:
    """Return an empty object: the default of a field of free JSON."""
    return NO_OBJECT


def object_errors(
    value: Raw, pointer: str, *, bytes_max: int = OBJECT_BYTES_MAX
) -> list[FieldError]:
    """Return the error of free JSON that is no object, too large, or not sound throughout."""
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
    return []
