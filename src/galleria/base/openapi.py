"""The API described as OpenAPI 3.1, from the endpoints' own declarations: it cannot drift."""

import inspect
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec

from galleria.base.bulk_body import is_bulk, rows_type
from galleria.base.endpoints import Access, Endpoint
from galleria.base.examples import example_of
from galleria.base.problems import MEDIA_TYPE, Problem
from galleria.base.refusals import (
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    Overloaded,
    PreconditionNeeded,
    Refusal,
    Stale,
    TimedOut,
    TooLarge,
    Unauthorized,
    UnsupportedMedia,
)

REF = "#/components/schemas/{name}"
Json = dict[str, Any]


def describe(endpoints: Sequence[Endpoint], *, version: str, prefix: str) -> Json:
    """Return the OpenAPI document of these endpoints, with examples and every refusal."""
    types = _types(endpoints)
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    for component in components.values():
        _say_instants(component)
    schema_of = _Schemas(types, schemas)
    paths: Json = {}
    for endpoint in endpoints:
        operation = _operation(endpoint, schema_of)
        paths.setdefault(prefix + endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Galleria",
            "version": version,
            "summary": "Many shops under one roof: a commerce server for many merchants at once.",
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(e.tag for e in endpoints)],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": SECURITY},
    }


DESCRIPTION = """\
Errors are RFC 9457 problem details: a stable `code`, the `request_id`, and for bad input every
wrong field in `errors` with its JSON pointer. Lists are keyset pages: send `next_cursor` back as
`cursor`. Creating calls take an `Idempotency-Key`: the same key with the same request is answered
again, byte for byte, with `Idempotent-Replayed: true`; keys are kept for 30 days. Single changes
take `If-Match` with the version you read. Unknown parameters and fields are refused. GET answers
HEAD, too."""

SECURITY: Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A short-lived token from POST /api/v1/login, or an API key (gk_…).",
    }
}


def _say_instants(component: Json) -> None:
    """Say of every `*_at` that it is an instant: that it has a zone is the house's rule."""
    for name, schema in component.get("properties", {}).items():
        if name.endswith("_at"):
            for one in schema.get("anyOf", [schema]):
                if one.get("type") == "string":
                    one["format"] = "date-time"


class _Schemas:
    """Finds the schema of a type among those made in one go, so that components are shared."""

    def __init__(self, types: list[Any], schemas: tuple[Json, ...]) -> None:
        self._known = list(zip(types, schemas, strict=True))

    def __getitem__(self, wanted: Any) -> Json:
        return next(schema for known, schema in self._known if known == wanted)


def body_type(endpoint: Endpoint) -> Any:
    """Return the type of the body as it is sent."""
    wanted = endpoint.signature.body_type
    return rows_type(wanted) if is_bulk(wanted) else wanted


def refusals_of(endpoint: Endpoint) -> list[type[Refusal]]:
    """Return every refusal the operation may answer: its own, and those of its door."""
    signature = endpoint.signature
    found: list[type[Refusal]] = [Invalid, Overloaded, TimedOut, *endpoint.refusals]
    if endpoint.access in (Access.CALLER, Access.PLATFORM):
        found.append(Unauthorized)
    if endpoint.permission:
        found.append(Forbidden)
    if signature.path_types or endpoint.access is Access.SHOPPER:
        found.append(NotFound)
    if signature.body_type is not None:
        found += [Malformed, TooLarge, UnsupportedMedia]
    if signature.takes_if_match:
        found += [PreconditionNeeded, Stale] if signature.is_if_match_needed else [Stale]
    if endpoint.is_idempotent:
        found.append(Malformed)
    return sorted(dict.fromkeys(found), key=lambda refusal: (refusal.status, refusal.code))


def _types(endpoints: Sequence[Endpoint]) -> list[Any]:
    types: list[Any] = [Problem]
    for endpoint in endpoints:
        signature = endpoint.signature
        types += [t for t in (body_type(endpoint), signature.result_type) if t is not None]
        if signature.query_type is not None:
            types += [field.type for field in msgspec.structs.fields(signature.query_type)]
    unique: list[Any] = []
    for kind in types:
        if kind not in unique:
            unique.append(kind)
    return unique


def _operation(endpoint: Endpoint, schema_of: _Schemas) -> Json:
    summary, description = story(endpoint.use_case)
    operation: Json = {
        "operationId": endpoint.operation_id,
        "summary": summary,
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint, schema_of),
        "responses": _responses(endpoint, schema_of),
        "security": [] if endpoint.access in (Access.PUBLIC, Access.SHOPPER) else [{"token": []}],
    }
    if description:
        operation["description"] = description
    if endpoint.permission:
        operation["x-permission"] = endpoint.permission
    sent = body_type(endpoint)
    if sent is not None:
        media: Json = {"schema": schema_of[sent], "example": example_of(sent)}
        operation["requestBody"] = {
            "required": endpoint.signature.is_body_needed,
            "content": {"application/json": media},
        }
    if endpoint.upload_types:
        file: Json = {"schema": {"type": "string", "format": "binary"}}
        content = dict.fromkeys(endpoint.upload_types, file)
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def story(use_case: Callable[..., Any]) -> tuple[str, str]:
    """Return the first line of the docstring, and the rest."""
    summary, _, rest = (inspect.getdoc(use_case) or use_case.__name__).partition("\n")
    return summary, rest.strip()


def _parameters(endpoint: Endpoint, schema_of: _Schemas) -> list[Json]:
    signature = endpoint.signature
    parameters: list[Json] = []
    if "{store_slug}" in endpoint.path:
        parameters.append(_parameter("store_slug", "path", {"type": "string"}, required=True))
    for name, kind in signature.path_types.items():
        schema: Json = {"type": "string"}
        if kind is UUID:
            schema["format"] = "uuid"
        parameters.append(_parameter(name, "path", schema, required=True))
    if signature.query_type is not None:
        for field in msgspec.structs.fields(signature.query_type):
            schema = schema_of[field.type]
            parameters.append(
                _parameter(field.encode_name, "query", schema, required=field.required)
            )
    if signature.takes_if_match:
        needed = signature.is_if_match_needed
        parameters.append(_parameter("If-Match", "header", {"type": "string"}, required=needed))
    if endpoint.is_idempotent:
        schema = {"type": "string", "maxLength": 255}
        parameters.append(_parameter("Idempotency-Key", "header", schema, required=False))
    return parameters


MEANINGS = {
    "If-Match": "The version you read, as its ETag gave it; 412 when it was changed since.",
    "Idempotency-Key": "Any text of yours: the same request with it has one effect and answer.",
    "store_slug": "The store's slug: unique among all stores.",
}


def _parameter(name: str, place: str, schema: Json, *, required: bool) -> Json:
    meaning = MEANINGS.get(name)
    if meaning is None and place == "path":
        meaning = f"Which {name.removesuffix('_id').replace('_', ' ')}."
    described = {"description": meaning} if meaning else {}
    return {"name": name, "in": place, "required": required, "schema": schema, **described}


def _responses(endpoint: Endpoint, schema_of: _Schemas) -> Json:
    result = endpoint.signature.result_type
    success: Json = {"description": HTTPStatus(endpoint.status).phrase}
    if result is not None:
        media: Json = {"schema": schema_of[result], "example": example_of(result)}
        success["content"] = {endpoint.media_type: media}
    elif endpoint.media_type != "application/json":
        # One that is asked for in several forms names them all.
        forms = endpoint.media_type.split(", ")
        success["content"] = {form: {"schema": {"type": "string"}} for form in forms}
    responses: Json = {str(endpoint.status): success}
    if endpoint.method != "GET" and "status_url" in getattr(result, "__struct_fields__", ()):
        responses["202"] = {**success, "description": HTTPStatus.ACCEPTED.phrase}
    for refusal in refusals_of(endpoint):
        _add_refusal(responses, refusal, schema_of)
    return responses


def _add_refusal(responses: Json, refusal: type[Refusal], schema_of: _Schemas) -> None:
    response = responses.setdefault(
        str(refusal.status),
        {
            "description": refusal.title,
            "content": {MEDIA_TYPE: {"schema": schema_of[Problem], "examples": {}}},
        },
    )
    example = Problem(
        type=f"/problems/{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        code=refusal.code,
        request_id="0199c3f0-7a3e-7cc1-9a55-0d6ad4c8f1b2",
    )
    examples = response["content"][MEDIA_TYPE]["examples"]
    examples[refusal.code] = {"value": msgspec.to_builtins(example)}
