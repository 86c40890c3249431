"""Every text field that the API's description knows, as the smallest body that holds it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from galleria.app import describe_api

NESTED_MAX = 5
FREE_JSON_NAME = "note"


@cache
def _described() -> dict[str, Any]:
    return describe_api()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path below the prefix, and operation."""
    for path, methods in _described()["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield method.upper(), path.removeprefix("/api/v1"), operation


def text_bodies(operation: dict[str, Any], text: str) -> Iterator[tuple[str, Any]]:
    """Yield the place of every text field of an operation's JSON body, and a body that holds it."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        yield from _bodies(content["application/json"]["schema"], text, ())


def _bodies(schema: dict[str, Any], text: str, inside: tuple[str, ...]) -> Iterator[Any]:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    if name:
        # What holds itself is looked into once.
        if name not in inside and len(inside) < NESTED_MAX:
            inner = _described()["components"]["schemas"][name]
            yield from _bodies(inner, text, (*inside, name))
        return
    for choice in schema.get("anyOf", []) + schema.get("oneOf", []):
        yield from _bodies(choice, text, inside)
    for name, inner in schema.get("properties", {}).items():
        for place, body in _bodies(inner, text, inside):
            yield f"/{name}{place}", {name: body}
    yield from _plain(schema, text, inside)


def _plain(schema: dict[str, Any], text: str, inside: tuple[str, ...]) -> Iterator[Any]:
    kind = schema.get("type")
    if kind == "array":
        for place, body in _bodies(schema.get("items", {}), text, inside):
            yield f"/0{place}", [body]
    elif kind == "object" and "properties" not in schema:
        yield f"/{FREE_JSON_NAME}", {FREE_JSON_NAME: text}
    elif kind == "string" and "enum" not in schema:
        yield "", text
