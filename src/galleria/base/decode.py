"""Bytes to Structs. The sound case is one msgspec call; the wrong case names every wrong field."""

import types
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import Raw, Struct

from galleria.base.refusals import FieldError, Invalid, Malformed

T = TypeVar("T")
ERRORS_MAX = 500

# First match wins: a piece of msgspec's message, and the public code for it.
CODES = (
    ("missing required field", "missing"),
    ("unknown field", "unknown_field"),
    ("of length", "length"),
    (">=", "range"),
    ("<=", "range"),
    ("> ", "range"),
    ("matching regex", "pattern"),
    ("Invalid enum value", "choice"),
    ("Expected", "type"),
)


def decode_body(body: bytes, wanted: type[T]) -> T:
    """Return the body as `wanted`; Malformed (400) if it is no JSON, Invalid (422) naming all."""
    try:
        value = msgspec.json.decode(body, type=wanted)
    except msgspec.ValidationError as error:
        raise invalid(body_errors(parse(body), wanted), str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None
    refuse_nul(body)
    return value


def parse(body: bytes) -> Any:
    """Return the body as plain values; Malformed (400) when it is no JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from None


def refuse_nul(body: bytes) -> None:
    """Raise Invalid for text with U+0000, which PostgreSQL cannot keep."""
    if b"\\u0000" in body and (errors := _nul_errors(parse(body), "")):
        raise invalid(errors)


def body_errors(value: Any, wanted: Any, pointer: str = "") -> list[FieldError]:
    """Return every error of `value` as `wanted`, each with its JSON pointer."""
    try:
        # Not msgspec.convert, which knows no Raw.
        msgspec.json.decode(msgspec.json.encode(value), type=wanted)
        return []
    except msgspec.ValidationError as error:
        inner = _inner_errors(value, wanted, pointer)
        return inner[:ERRORS_MAX] if inner is not None else [_error(pointer, str(error))]
    except RecursionError as error:
        raise _malformed(error) from None


def query_errors(given: dict[str, Any], wanted: type[Struct]) -> list[FieldError]:
    """Return every wrong, missing or unknown query parameter."""
    errors: list[FieldError] = []
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    for name, value in given.items():
        if name not in fields:
            errors.append(FieldError(f"?{name}", "unknown_field", "There is no such parameter."))
            continue
        try:
            msgspec.convert(value, fields[name].type, strict=False)
        except msgspec.ValidationError as error:
            errors.append(_error(f"?{name}", str(error)))
    errors += [
        FieldError(f"?{name}", "missing", "This parameter is needed.")
        for name, field in fields.items()
        if field.required and name not in given
    ]
    return errors


def invalid(errors: list[FieldError], otherwise: str = "") -> Invalid:
    """Return the refusal that names these errors."""
    if not errors:
        errors = [_error("", otherwise)]
    count = len(errors)
    return Invalid(f"{count} field{'s are' if count > 1 else ' is'} wrong.", errors=errors)


def _malformed(error: BaseException) -> Malformed:
    if isinstance(error, RecursionError):
        return Malformed("The JSON is nested too deeply.")
    return Malformed(f"The body is not sound JSON: {error}")


def _inner_errors(value: Any, wanted: Any, pointer: str) -> list[FieldError] | None:
    """Return the errors inside a container; None when the fault is the value itself."""
    wanted = _plain(wanted, value)
    if wanted is Raw:
        return []
    origin = get_origin(wanted) or wanted
    if isinstance(origin, type) and issubclass(origin, Struct):
        is_object = isinstance(value, dict)
        return _struct_errors(cast(dict[str, Any], value), wanted, pointer) if is_object else None
    if origin is list and isinstance(value, list):
        (item_type,) = get_args(wanted) or (Any,)
        found = [
            error
            for index, item in enumerate(cast(list[Any], value))
            for error in body_errors(item, item_type, f"{pointer}/{index}")
        ]
        return found or None
    return None


def _struct_errors(value: dict[str, Any], wanted: Any, pointer: str) -> list[FieldError]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    config = (get_origin(wanted) or wanted).__struct_config__
    errors: list[FieldError] = []
    for name, inner in value.items():
        place = f"{pointer}/{_escape(name)}"
        if name in fields:
            errors += body_errors(inner, fields[name].type, place)
        elif config.forbid_unknown_fields and name != config.tag_field:
            errors.append(FieldError(place, "unknown_field", "There is no such field."))
    errors += [
        FieldError(f"{pointer}/{_escape(name)}", "missing", "This field is needed.")
        for name, field in fields.items()
        if field.required and name not in value
    ]
    return errors


def _plain(wanted: Any, value: Any) -> Any:
    """Strip Annotated, None and UNSET, so that what is inside can be looked into."""
    if get_origin(wanted) is Annotated:
        return _plain(get_args(wanted)[0], value)
    if get_origin(wanted) in (Union, types.UnionType):
        choices = [
            choice
            for choice in get_args(wanted)
            if choice is not type(None) and choice is not msgspec.UnsetType
        ]
        return _plain(choices[0], value) if len(choices) == 1 else wanted
    return wanted


def _error(pointer: str, message: str) -> FieldError:
    message = message.split(" - at `")[0]
    code = next((code for piece, code in CODES if piece in message), "invalid")
    return FieldError(pointer, code, message)


def _nul_errors(value: Any, pointer: str) -> list[FieldError]:
    if isinstance(value, str):
        found = "\0" in value
        return [FieldError(pointer, "nul", "Text cannot hold U+0000.")] if found else []
    if isinstance(value, dict):
        inner = cast(dict[str, Any], value)
        return [e for k, v in inner.items() for e in _nul_in_member(k, v, pointer)]
    if isinstance(value, list):
        items = cast(list[Any], value)
        return [e for i, v in enumerate(items) for e in _nul_errors(v, f"{pointer}/{i}")]
    return []


def _nul_in_member(key: str, value: Any, pointer: str) -> list[FieldError]:
    return _nul_errors(key, pointer) + _nul_errors(value, f"{pointer}/{_escape(key)}")


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
