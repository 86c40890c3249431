"""SQL that is sent past the .sql files: nobody would have read it for its tenant."""

import ast
from collections.abc import Iterator
from pathlib import Path

import galleria

SENDERS = {
    *("execute", "executemany", "fetch", "fetchrow", "fetchval", "fetchmany", "cursor", "prepare"),
    *("copy_from_query", "copy_from_table", "copy_records_to_table", "copy_to_table"),
}
# What opens transactions, elects and measures talks to PostgreSQL itself; none is a capability.
ROOMS = frozenset({"base", "engine", "ops"})


def raw_statements() -> list[str]:
    """Return where a capability sends SQL of its own, as file:line."""
    root = Path(galleria.__file__).parent
    return [
        f"{path.relative_to(root)}:{line}"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).parts[0] not in ROOMS
        for line in lines_that_send(path.read_text())
    ]


def lines_that_send(source: str) -> Iterator[int]:
    """Yield the lines that send SQL on a connection themselves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in SENDERS:
            inner = node.value
            name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
            if name == "connection":
                yield node.lineno
