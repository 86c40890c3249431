"""Bytes to Structs. The sound case is one msgspec call; the wrong case names every wrong field."""

import types
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import Struct

from galleria.base.card_data import refuse_card_fields
from galleria.base.choices import with_choices
from galleria.base.refusals import FieldError, Invalid, Malformed

T = TypeVar("T")
ERRORS_MAX = 500
SLICE_ITEMS = 64

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
        sent = parse(body)
        refuse_card_fields(sent, "")
        raise invalid(body_errors(sent, wanted), str(error)) from None
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
    if b"\\u0000" in body and (errors := list(islice(_nul_errors(parse(body), ""), ERRORS_MAX))):
        raise invalid(errors)


def body_errors(
    value: Any, wanted: Any, pointer: str = "", *, errors_max: int = ERRORS_MAX
) -> list[FieldError]:
    """Return the errors of `value` as `wanted`, each with its JSON pointer.

    All of them, up to `errors_max`: what comes behind is not looked at, because a body of millions
    of faults would hold up everybody.
    """
    return list(islice(_errors(value, wanted, pointer), errors_max))


@cache
def list_fields(wanted: type[Struct]) -> frozenset[str]:
    """Return the names of the fields that are lists."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(wanted)
        if get_origin(_plain(field.type, None)) is list
    )


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
            errors.append(_error(f"?{name}", str(error), fields[name].type))
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


def _errors(value: Any, wanted: Any, pointer: str) -> Iterator[FieldError]:
    fault = _fault(value, wanted)
    if fault is None:
        return
    is_inside = False
    for error in _inner_errors(value, wanted, pointer):
        is_inside = True
        yield error
    if not is_inside:
        yield _error(pointer, fault, wanted)


def _fault(value: Any, wanted: Any) -> str | None:
    try:
        # Not msgspec.convert, which knows no Raw.
        msgspec.json.decode(msgspec.json.encode(value), type=wanted)
    except msgspec.ValidationError as error:
        return str(error)
    except RecursionError as error:
        raise _malformed(error) from None
    return None


def _inner_errors(value: Any, wanted: Any, pointer: str) -> Iterator[FieldError]:
    """Yield the errors inside a container; none when the fault is the value itself."""
    length_max = _length_max(wanted)
    wanted = _plain(wanted, value)
    origin = get_origin(wanted) or wanted
    if isinstance(value, dict) and isinstance(origin, type) and issubclass(origin, Struct):
        yield from _struct_errors(cast(dict[str, Any], value), wanted, pointer)
    elif origin is list and isinstance(value, list):
        items = cast(list[Any], value)
        if length_max is not None and len(items) > length_max:
            yield FieldError(pointer, "length", f"Expected `array` of length <= {length_max}")
            return
        (item_type,) = get_args(wanted) or (Any,)
        yield from _item_errors(items, item_type, pointer)


def _item_errors(items: list[Any], item_type: Any, pointer: str) -> Iterator[FieldError]:
    # In slices: of many items few are wrong, and one by one they take ten times as long.
    for start in range(0, len(items), SLICE_ITEMS):
        slice_ = items[start : start + SLICE_ITEMS]
        if _fault(slice_, list[item_type]) is not None:
            for index, item in enumerate(slice_, start):
                yield from _errors(item, item_type, f"{pointer}/{index}")


def _struct_errors(value: dict[str, Any], wanted: Any, pointer: str) -> Iterator[FieldError]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(wanted)}
    config = (get_origin(wanted) or wanted).__struct_config__
    for name, inner in value.items():
        place = f"{pointer}/{_escape(name)}"
        if name in fields:
            yield from _errors(inner, fields[name].type, place)
        elif config.forbid_unknown_fields and name != config.tag_field:
            yield FieldError(place, "unknown_field", "There is no such field.")
    for name, field in fields.items():
        if field.required and name not in value:
            yield FieldError(f"{pointer}/{_escape(name)}", "missing", "This field is needed.")


def _length_max(wanted: Any) -> int | None:
    """Return the largest length that a type allows, behind None and UNSET, too."""
    if get_origin(wanted) is Annotated:
        limits = [it.max_length for it in get_args(wanted)[1:] if isinstance(it, msgspec.Meta)]
        return next((limit for limit in limits if limit is not None), None)
    if get_origin(wanted) in (Union, types.UnionType):
        limits = [_length_max(choice) for choice in get_args(wanted)]
        return next((limit for limit in limits if limit is not None), None)
    return None


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


def _error(pointer: str, message: str, wanted: Any = None) -> FieldError:
    message = message.split(" - at `")[0]
    code = next((code for piece, code in CODES if piece in message), "invalid")
    return FieldError(pointer, code, with_choices(message, wanted))


def _nul_errors(value: Any, pointer: str) -> Iterator[FieldError]:
    if isinstance(value, str):
        if "\0" in value:
            yield FieldError(pointer, "nul", "Text cannot hold U+0000.")
    elif isinstance(value, dict):
        for key, inner in cast(dict[str, Any], value).items():
            yield from _nul_errors(key, pointer)
            yield from _nul_errors(inner, f"{pointer}/{_escape(key)}")
    elif isinstance(value, list):
        for index, inner in enumerate(cast(list[Any], value)):
            yield from _nul_errors(inner, f"{pointer}/{index}")


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
