"""The parts of a query that matter here: its CTEs, what it reads, and the queries inside it."""

from typing import Any

from sqlglot import exp


def ctes(tree: Any) -> list[Any]:
    """Return the queries named by WITH."""
    named = tree.args.get("with_")
    return named.expressions if named is not None else []


def from_items(tree: Any) -> list[Any]:
    """Return what stands in FROM, USING and JOIN, and the target of an UPDATE or DELETE."""
    if isinstance(tree, exp.Insert):
        return []
    items = _first_items(tree)
    return items + [join.this for join in _joins_of([tree, *items])]


def joins(tree: Any) -> list[Any]:
    """Return the joins, with their conditions."""
    return [] if isinstance(tree, exp.Insert) else _joins_of([tree, *_first_items(tree)])


def nested(tree: Any) -> list[Any]:
    """Return the queries inside expressions: not CTEs, not what stands in FROM."""
    apart = {id(cte.this) for cte in ctes(tree)}
    for item in from_items(tree):
        inner = item.this if isinstance(item, exp.Lateral) else item
        apart |= {id(inner), id(inner.this)}
    if isinstance(tree, exp.Insert):
        apart |= {id(tree.expression)}
    found: list[Any] = []

    def walk(node: Any) -> None:
        for child in node.iter_expressions():
            if id(child) in apart:
                continue
            if isinstance(child, (exp.Select, exp.SetOperation)):
                found.append(child)
            else:
                walk(child)

    walk(tree)
    return found


def _first_items(tree: Any) -> list[Any]:
    items: list[Any] = []
    if isinstance(tree, exp.Update | exp.Delete | exp.Merge):
        items.append(tree.this)
    begins: Any = tree.args.get("from_")
    if begins is not None:
        items.append(begins.this)
    using: Any = tree.args.get("using")
    if using:
        items += using if isinstance(using, list) else [using]
    return items


def _joins_of(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        found += item.args.get("joins") or []
    return found
