"""The house rules that no other tool knows; prints every breach, and exits 1 when there is one.

An exemption is a comment `# house: the reason`, on the line of the `def`, or on the first line of a
file that is too long.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
EXEMPTION = re.compile(r"# house: \S+")
UNFINISHED = re.compile(r"#\s*(TODO|FIXME|XXX)\b")
# A module of that name has no noun of its own.
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager"})

# Others enter a capability by its root alone: `from galleria.catalog import …`.
CAPABILITIES = frozenset(
    {
        "tenants", "customers", "catalog", "stock", "pricing", "orders", "payments",
        "checkout", "till", "webhooks", "setup", "transfers",
    }
)  # fmt: skip

# Only edges open transactions, and only these rooms look across organizations.
OPENERS = {
    "transaction": ("base", "engine", "ops"),
    "reading": ("base", "engine", "ops"),
    "directory_transaction": ("base", "engine", "ops", "tenants/directory"),
    "platform_transaction": ("base", "engine", "ops", "tenants/directory"),
}


def main() -> None:
    """Check every file that git knows or would add."""
    breaches = [breach for path in _files() for breach in _breaches(path)]
    print("\n".join(breaches) or "house rules: no breach")
    sys.exit(1 if breaches else 0)


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.sql"],
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (Path(line) for line in listed.stdout.splitlines())
    return [path for path in paths if path.exists() and path.name != "schema.sql"]


def _breaches(path: Path) -> Iterator[str]:
    text = path.read_text()
    lines = text.splitlines()
    if len(lines) > FILE_LINES_MAX and not (lines and EXEMPTION.search(lines[0])):
        yield f"{path}: {len(lines)} lines, at most {FILE_LINES_MAX}: which noun is missing?"
    if path.suffix != ".py":
        return
    if path.stem in EMPTY_NAMES:
        yield f"{path}: a file called {path.stem} says nothing of what is in it"
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield f"{path}:{number}: unfinished work belongs into an issue"
    tree = ast.parse(text, str(path))
    yield from _long_functions(path, tree, lines)
    if path.parts[:2] == ("src", "galleria"):
        yield from _opened_transactions(path, tree)
        yield from _side_doors(path, tree)


def _long_functions(path: Path, tree: ast.Module, lines: list[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        signature = lines[node.lineno - 1 : node.body[0].lineno]
        if length > FUNCTION_LINES_MAX and not any(EXEMPTION.search(line) for line in signature):
            yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most 40"


def _opened_transactions(path: Path, tree: ast.Module) -> Iterator[str]:
    room = path.relative_to("src/galleria").as_posix()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "galleria.base.tx":
            for name in (alias.name for alias in node.names):
                allowed = OPENERS.get(name)
                if allowed is not None and not room.startswith(tuple(f"{it}/" for it in allowed)):
                    yield f"{path}:{node.lineno}: {name} is for edges: {', '.join(allowed)}"


def _side_doors(path: Path, tree: ast.Module) -> Iterator[str]:
    room = path.relative_to("src/galleria").parts[0]
    if room == "app.py":
        return  # It mounts routes and jobs, which no root offers.
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            entered = node.module.split(".")[1:]
            if len(entered) > 1 and entered[0] in CAPABILITIES and entered[0] != room:
                root = f"galleria.{entered[0]}"
                yield f"{path}:{node.lineno}: import from {root}, not from {node.module}"


if __name__ == "__main__":
    main()
