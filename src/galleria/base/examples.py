"""Example values for the API's description, made from the types themselves."""

import types
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

EXAMPLE_ID = "0199c3f0-7a3e-7cc1-9a55-0d6ad4c8f1b2"
PLAIN: dict[Any, Any] = {
    bool: True,
    int: 1,
    float: 0.5,
    str: "text",
    UUID: EXAMPLE_ID,
    datetime: "2026-11-21T09:30:00Z",
    Raw: {},
    bytes: "",
}
# Fields whose name says more than their type.
BY_NAME: dict[str, Any] = {
    "currency": "EUR",
    "slug": "blue-mug",
    "email": "ada@example.com",
    "locale": "en-GB",
    "time_zone": "Europe/Paris",
    "barcode": "2012345678900",
    "sku": "MUG-BLUE",
    "name": "Blue mug",
    "price_minor": 1250,
    "version": 3,
    "image_url": "https://example.com/mug.webp",
    "colour": "#2f6fb0",
    "next_cursor": None,
    "cursor": None,
}


# Where a type contains itself, its example ends with an empty list.
NESTED = "structs that the example is inside of"


def example_of(annotation: Any, name: str = "", bound: dict[Any, Any] | None = None) -> Any:
    """Return a plausible JSON value of a type.

    A field's own `Meta(examples=…)` comes first, and a struct's `EXAMPLE` before its fields: where
    some of them are said in one way only, all of them together would be refused.
    """
    bound = bound or {}
    annotation = (
        bound.get(annotation, annotation) if isinstance(annotation, TypeVar) else annotation
    )
    origin = get_origin(annotation)
    if origin is Annotated:
        return _annotated(annotation, name, bound)
    if origin in (Union, types.UnionType):
        return example_of(_first_choice(annotation), name, bound)
    if origin is Literal:
        return get_args(annotation)[0]
    if name in BY_NAME and (annotation in (str, int) or annotation is types.NoneType):
        return BY_NAME[name]
    struct = origin or annotation
    if isinstance(struct, type) and issubclass(struct, Struct):
        return _struct(annotation, struct, bound)
    return _container(annotation, origin, name, bound)


def _container(annotation: Any, origin: Any, name: str, bound: dict[Any, Any]) -> Any:
    if origin in (list, tuple, frozenset, set):
        (item_type, *_) = get_args(annotation)
        if item_type in bound.get(NESTED, ()):
            return []
        return [example_of(item_type, name, bound)]
    if origin is dict:
        return {"key": example_of(get_args(annotation)[1], "", bound)}
    return PLAIN.get(annotation)


def _annotated(annotation: Any, name: str, bound: dict[Any, Any]) -> Any:
    inner, *notes = get_args(annotation)
    for note in notes:
        if isinstance(note, Meta) and note.examples:
            return note.examples[0]
    return example_of(inner, name, bound)


def _first_choice(annotation: Any) -> Any:
    choices = [c for c in get_args(annotation) if c not in (types.NoneType, msgspec.UnsetType)]
    return choices[0]


def _struct(annotation: Any, struct: type[Struct], bound: dict[Any, Any]) -> Any:
    parameters: tuple[Any, ...] = getattr(struct, "__parameters__", ())
    bound = {**bound, **dict(zip(parameters, get_args(annotation), strict=False))}
    bound[NESTED] = (*bound.get(NESTED, ()), annotation)
    if (own := getattr(struct, "EXAMPLE", None)) is not None:
        return own
    example: dict[str, Any] = {}
    if struct.__struct_config__.tag_field:
        example[struct.__struct_config__.tag_field] = struct.__struct_config__.tag
    for field in msgspec.structs.fields(struct):
        example[field.encode_name] = example_of(field.type, field.encode_name, bound)
    return example
