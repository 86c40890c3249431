"""What a condition says of org_id: equalities that every row meets, as edges between tables."""

from typing import Any

from msgspec import Struct
from sqlglot import exp

ORG_ID = "org_id"
PARAMETER = ":org_id"


class Edge(Struct, frozen=True):
    """`left`.org_id = `right`.org_id; an outer join's condition binds one of them only."""

    left: str
    right: str
    binds_left: bool = True
    binds_right: bool = True


def edges(condition: Any, parameter: int, having_org: list[str]) -> list[Edge]:
    """Return the equalities of org_id in a condition's conjunction; those under OR do not count."""
    if isinstance(condition, exp.Paren):
        return edges(condition.this, parameter, having_org)
    if isinstance(condition, exp.And):
        return [
            edge
            for side in (condition.this, condition.expression)
            for edge in edges(side, parameter, having_org)
        ]
    if not isinstance(condition, exp.EQ):
        return []
    left, right = condition.this, condition.expression
    pairs = [(left, right)]
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        pairs = list(zip(left.expressions, right.expressions, strict=False))
    found: list[Edge] = []
    for one, other in pairs:
        named = operand(one, parameter, having_org), operand(other, parameter, having_org)
        if named[0] is not None and named[1] is not None:
            found.append(Edge(named[0], named[1]))
    return found


def operand(node: Any, parameter: int, having_org: list[str]) -> str | None:
    """Return the alias whose org_id this is, PARAMETER for the tenant's own, or None."""
    while isinstance(node, (exp.Cast, exp.Paren)):
        node = node.this
    if isinstance(node, exp.Placeholder):
        return PARAMETER if node.name == f"p{parameter}" else None
    if isinstance(node, exp.Column) and node.name == ORG_ID:
        if node.table:
            return node.table
        return having_org[0] if having_org else None
    return None
