"""Which tables of a statement are not tied to the tenant's parameter: read from its syntax.

A table is tied when its org_id equals the parameter, or the org_id of a table that is tied, in a
condition that every row has to meet. What is not understood counts as not tied.
"""

import re
from typing import Any

import sqlglot
from msgspec import Struct
from sqlglot import exp

from galleria.ops.verify.isolation.statements.equalities import PARAMETER, Edge, edges, operand
from galleria.ops.verify.isolation.statements.parts import ctes, from_items, joins, nested

ORG_ID = "org_id"
NUMBERED = re.compile(r"\$(\d+)")
QUERIES = (exp.Select, exp.SetOperation, exp.Insert, exp.Update, exp.Delete, exp.Merge)


class Known(Struct, frozen=True):
    """What holds around a query: tenants' tables, what CTEs give out, outer rows already tied."""

    parameter: int
    tables: set[str]
    given_out: dict[str, bool]
    tied_outside: frozenset[str] = frozenset()


def unbound_tables(text: str, parameter: int, tables: set[str]) -> list[str]:
    """Return the tenants' tables that the statement does not tie to its parameter `$parameter`."""
    found: list[str] = []
    for tree in _parsed(text):
        if not isinstance(tree, QUERIES):
            return ["anything: it is not understood and"]
        _query(tree, Known(parameter, tables, {}), found)
    return list(dict.fromkeys(found))


def tables_in(text: str) -> set[str]:
    """Return every name that the statement reads or writes as a table."""
    return {table.name for tree in _parsed(text) for table in tree.find_all(exp.Table)}


def _parsed(text: str) -> list[Any]:
    # Two of PostgreSQL's $1 in a row look like a dollar-quoted string to the parser.
    return sqlglot.parse(NUMBERED.sub(r":p\1", text), dialect="postgres")


def _query(tree: Any, known: Known, found: list[str]) -> bool:
    """Check one query and all inside; say whether the org_id that it gives out is the tenant's."""
    known = _with_ctes(tree, known, found)
    if isinstance(tree, exp.Subquery):
        return _query(tree.this, known, found)
    if isinstance(tree, exp.SetOperation):
        # Both sides are looked at, whatever the first one says.
        return all([_query(tree.this, known, found), _query(tree.expression, known, found)])
    if isinstance(tree, exp.Values):
        return False
    sources, tied = _read(tree, known, found)
    found += [
        table for alias, table in sources.items() if table in known.tables and alias not in tied
    ]
    inner = Known(known.parameter, known.tables, known.given_out, known.tied_outside | tied)
    for query in nested(tree):
        _query(query, inner, found)
    if isinstance(tree, exp.Insert):
        return _insert(tree, inner, found)
    return _gives_out(tree, inner, sources)


def _with_ctes(tree: Any, known: Known, found: list[str]) -> Known:
    given_out = dict(known.given_out)
    for cte in ctes(tree):
        so_far = Known(known.parameter, known.tables, given_out, known.tied_outside)
        first = cte.this.this if isinstance(cte.this, exp.SetOperation) else None
        if first is not None:
            # A recursive one reads itself: what its first part gives out holds for the rest.
            given_out[cte.alias] = _query(first, so_far, [])
        given_out[cte.alias] = _query(cte.this, so_far, found)
    return Known(known.parameter, known.tables, given_out, known.tied_outside)


def _read(tree: Any, known: Known, found: list[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return alias → table of what the query reads, and the aliases that are tied.

    Instead of a table, '+' stands for a query that gives out the tenant's org_id, '' for any other.
    """
    sources = {item.alias_or_name: _source(item, known) for item in from_items(tree)}
    tied = _tied(tree, known, sources)
    # A LATERAL query may be tied to what stands beside it.
    beside = Known(known.parameter, known.tables, known.given_out, known.tied_outside | tied)
    for item in from_items(tree):
        inner = item.this if isinstance(item, exp.Lateral) else item
        if isinstance(inner, exp.Subquery):
            sources[item.alias_or_name] = "+" if _query(inner, beside, found) else ""
    return sources, _tied(tree, known, sources)


def _source(item: Any, known: Known) -> str:
    if not isinstance(item, exp.Table) or not isinstance(item.this, exp.Identifier):
        return ""
    if item.name in known.given_out:
        return "+" if known.given_out[item.name] else ""
    return item.name


def _tied(tree: Any, known: Known, sources: dict[str, str]) -> frozenset[str]:
    having_org = [a for a, name in sources.items() if name == "+" or name in known.tables]
    tied = {alias for alias, name in sources.items() if name == "+"} | {PARAMETER}
    tied |= known.tied_outside - sources.keys()
    conditions: list[Edge] = []
    for key in ("where", "on"):
        condition = tree.args.get(key)
        if condition is not None:
            inner = condition.this if isinstance(condition, exp.Where) else condition
            conditions += edges(inner, known.parameter, having_org)
    before: list[str] = [item.alias_or_name for item in from_items(tree)]
    for join in joins(tree):
        conditions += _of_join(join, known.parameter, having_org, before)
    grown = True
    while grown:
        new = {e.left for e in conditions if e.right in tied and e.binds_left}
        new |= {e.right for e in conditions if e.left in tied and e.binds_right}
        grown = not new <= tied
        tied |= new
    return frozenset(tied - {PARAMETER})


def _of_join(join: Any, parameter: int, having_org: list[str], before: list[str]) -> list[Edge]:
    """Return what a join's condition ties: an outer join's leaves the kept side as it is."""
    joined = join.this.alias_or_name
    side = (join.side or "").upper()
    found: list[Edge] = []
    using: list[Any] = join.args.get("using") or []
    if any(key.name == ORG_ID for key in using):
        found = [Edge(joined, alias) for alias in before if alias != joined and alias in having_org]
    elif join.args.get("on") is not None:
        found = edges(join.args["on"], parameter, having_org)
    if side == "FULL":
        return []
    if side in ("LEFT", "RIGHT"):
        is_left = side == "LEFT"
        return [
            Edge(e.left, e.right, (e.left == joined) == is_left, (e.right == joined) == is_left)
            for e in found
        ]
    return found


def _insert(tree: Any, known: Known, found: list[str]) -> bool:
    """Check that the row's org_id is the tenant's; what RETURNING gives out is then, too."""
    schema = tree.this
    table = (schema.this if isinstance(schema, exp.Schema) else schema).name
    columns = [c.name for c in schema.expressions] if isinstance(schema, exp.Schema) else []
    source = tree.expression
    place = columns.index(ORG_ID) if ORG_ID in columns else None
    is_own = place is not None and _writes_own(source, place, known)
    if source is not None and not isinstance(source, exp.Values):
        _query(source, known, found)
    if table in known.tables and not is_own:
        found.append(table)
    return is_own


def _writes_own(source: Any, place: int, known: Known) -> bool:
    if isinstance(source, exp.Values):
        rows = source.expressions
        return all(operand(r.expressions[place], known.parameter, []) == PARAMETER for r in rows)
    if not isinstance(source, exp.Select):
        return False
    inside = _with_ctes(source, known, [])
    sources, tied = _read(source, inside, [])
    having_org = [a for a, name in sources.items() if name == "+" or name in known.tables]
    written = operand(source.expressions[place].unalias(), known.parameter, having_org)
    return written == PARAMETER or written in tied


def _gives_out(tree: Any, known: Known, sources: dict[str, str]) -> bool:
    """Say whether a column named org_id that the query gives out is the tenant's."""
    returning = tree.args.get("returning")
    given = returning.expressions if returning is not None else tree.expressions
    having_org = [a for a, name in sources.items() if name == "+" or name in known.tables]
    for expression in given:
        if isinstance(expression, exp.Star):
            return bool(having_org) and set(having_org) <= known.tied_outside
        if expression.alias_or_name == ORG_ID:
            meant = operand(expression.unalias(), known.parameter, having_org)
            return meant == PARAMETER or meant in known.tied_outside
    return False
