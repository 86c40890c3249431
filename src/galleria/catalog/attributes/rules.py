"""Which values a product's attributes may have, by the organization's definitions; pure.

Keys that nobody defined are free. What a product says when a definition is made stays; it is held
to the definition when its attributes are next written.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Literal, cast

import msgspec
from msgspec import Raw, Struct

from galleria.base.refusals import FieldError

TEXT_LENGTH_MAX = 1_000

AttributeKind = Literal["text", "number", "choice", "boolean", "date"]
AttributeValue = str | int | float | bool

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_NOTHING = (None, "")


class Definition(Struct, frozen=True):
    """What a product's attribute of this key must be. `choices` of a choice only."""

    key: str
    kind: AttributeKind
    choices: list[str]
    is_required: bool


class TypedAttributes(Struct, frozen=True):
    """The values by their keys, and what is wrong with those that are not among them."""

    values: dict[str, AttributeValue]
    errors: list[FieldError]


def attribute_errors(attributes: Raw, definitions: list[Definition]) -> list[FieldError]:
    """Return everything that the definitions find wrong with a product's attributes.

    `attributes` is a sound JSON object. Null is the same as nothing; so is an empty text.
    """
    if not definitions:
        return []
    return value_errors(cast(dict[str, object], msgspec.json.decode(attributes)), definitions)


def value_errors(values: dict[str, object], definitions: list[Definition]) -> list[FieldError]:
    """Return the same of attributes that are no longer JSON."""
    errors: list[FieldError] = []
    for definition in definitions:
        value = values.get(definition.key)
        if value in _NOTHING:
            if definition.is_required:
                errors.append(_error(definition, "missing", "Every product needs this attribute."))
        elif fault := _FAULTS[definition.kind](value, definition.choices):
            errors.append(_error(definition, *fault))
    return errors


def typed_attributes(texts: dict[str, str], definitions: list[Definition]) -> TypedAttributes:
    """Return a file's texts as values of the kinds that are defined; other keys stay text.

    An empty text is no value. A choice is found whatever its case. Numbers have a point and no
    separators, so that nobody's 1,250 becomes 1.25. Whether one is missing, `value_errors` says.
    """
    values: dict[str, AttributeValue] = {key: text for key, text in texts.items() if text}
    errors: list[FieldError] = []
    for definition in definitions:
        text = texts.get(definition.key)
        if not text:
            continue
        value = _TYPED[definition.kind](text, definition.choices)
        if value is None:
            del values[definition.key]
            errors.append(_error(definition, *_unreadable(text, definition)))
        else:
            values[definition.key] = value
    return TypedAttributes(values, errors)


def _error(definition: Definition, code: str, detail: str) -> FieldError:
    return FieldError(f"/attributes/{definition.key}", code, detail)


Fault = tuple[str, str] | None


def _text_fault(value: object, _: list[str]) -> Fault:
    if not isinstance(value, str):
        return "type", "Expected a text."
    if len(value) > TEXT_LENGTH_MAX:
        return "length", f"At most {TEXT_LENGTH_MAX} characters."
    return None


def _number_fault(value: object, _: list[str]) -> Fault:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number else ("type", "Expected a number.")


def _choice_fault(value: object, choices: list[str]) -> Fault:
    return None if value in choices else ("choice", f"Expected one of {_shown(choices)}.")


def _boolean_fault(value: object, _: list[str]) -> Fault:
    return None if isinstance(value, bool) else ("type", "Expected true or false.")


def _date_fault(value: object, _: list[str]) -> Fault:
    if isinstance(value, str) and _date(value, []) is not None:
        return None
    return "date", "Expected a day such as 2026-03-29."


_FAULTS: dict[AttributeKind, Callable[[object, list[str]], Fault]] = {
    "text": _text_fault,
    "number": _number_fault,
    "choice": _choice_fault,
    "boolean": _boolean_fault,
    "date": _date_fault,
}


def _text(text: str, _: list[str]) -> str | None:
    return text if len(text) <= TEXT_LENGTH_MAX else None


def _number(text: str, _: list[str]) -> int | float | None:
    if _NUMBER.fullmatch(text) is None:
        return None
    return float(text) if "." in text else int(text)


def _choice(text: str, choices: list[str]) -> str | None:
    if text in choices:
        return text
    folded = text.casefold()
    return next((choice for choice in choices if choice.casefold() == folded), None)


def _boolean(text: str, _: list[str]) -> bool | None:
    return _WORDS.get(text.lower())


def _date(text: str, _: list[str]) -> str | None:
    if _DATE.fullmatch(text) is None:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text


_TYPED: dict[AttributeKind, Callable[[str, list[str]], AttributeValue | None]] = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "boolean": _boolean,
    "date": _date,
}


def _unreadable(text: str, definition: Definition) -> tuple[str, str]:
    shown = repr(text[:80])
    if definition.kind == "choice":
        return "choice", f"{shown} is not one of {_shown(definition.choices)}."
    if definition.kind == "text":
        return "length", f"At most {TEXT_LENGTH_MAX} characters."
    return _EXPECTED[definition.kind][0], f"{shown} is {_EXPECTED[definition.kind][1]}."


_EXPECTED = {
    "number": ("type", "no number such as 12 or 12.5"),
    "boolean": ("type", "neither yes nor no"),
    "date": ("date", "no day such as 2026-03-29"),
}
CHOICES_SHOWN_MAX = 20


def _shown(choices: list[str]) -> str:
    more = f" … ({len(choices)})" if len(choices) > CHOICES_SHOWN_MAX else ""
    return ", ".join(choices[:CHOICES_SHOWN_MAX]) + more
