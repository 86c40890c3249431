"""Rules about what runs inside PostgreSQL with rights that are not its caller's."""

# ruff: noqa: D401  (the docstring of a rule is the reason for it)

from collections.abc import Iterator

from galleria.ops.verify.isolation.allowed import DEFINERS, EXTENSIONS
from galleria.ops.verify.isolation.catalog import Catalog


def views_read_as_their_caller(catalog: Catalog) -> Iterator[str]:
    """A view reads with its owner's rights, and another policy, unless it is security_invoker."""
    for relation in catalog.relations:
        if relation.kind == "v" and not relation.is_invoker:
            yield f"view {relation.name} is not security_invoker"


def no_materialized_view(catalog: Catalog) -> Iterator[str]:
    """A materialized view is a copy of rows that no policy guards."""
    for relation in catalog.relations:
        if relation.kind == "m":
            yield f"materialized view {relation.name}"


def definer_functions_are_listed(catalog: Catalog) -> Iterator[str]:
    """SECURITY DEFINER runs as its owner; with a loose search_path, it runs what a caller made."""
    for function in catalog.functions:
        if not function.is_definer:
            continue
        if function.signature not in DEFINERS:
            yield f"{function.signature} is SECURITY DEFINER and not on the list"
        path = next((s for s in function.settings if s.startswith("search_path=")), "")
        if not path.startswith("search_path=pg_catalog") or not path.endswith("pg_temp"):
            yield f"{function.signature} needs SET search_path = pg_catalog, …, pg_temp"


def extensions_are_listed(catalog: Catalog) -> Iterator[str]:
    """An extension brings functions for everybody, some of which read files or other databases."""
    for extension in catalog.extensions:
        if extension.name not in EXTENSIONS:
            yield f"extension {extension.name} is not on the list"


def functions_are_not_for_everybody(catalog: Catalog) -> Iterator[str]:
    """PostgreSQL lets PUBLIC run a new function; who may run ours is said one by one."""
    for function in catalog.functions:
        if "PUBLIC" in function.grantees:
            yield f"{function.signature} may be run by PUBLIC"


def no_function_claims_to_be_leakproof(catalog: Catalog) -> Iterator[str]:
    """A leakproof function is run on rows before the policy says whether they are seen."""
    for function in catalog.functions:
        if function.is_leakproof:
            yield f"{function.signature} is LEAKPROOF"


def no_sequence_is_shared(catalog: Catalog) -> Iterator[str]:
    """A shared counter tells each organization how busy the others are."""
    for relation in catalog.relations:
        if relation.kind == "S":
            yield f"sequence {relation.name}"


def no_rewrite_rule(catalog: Catalog) -> Iterator[str]:
    """A rule's own statements run with the table owner's rights."""
    for rewrite in catalog.rewrites:
        yield f"rule {rewrite.name} on {rewrite.relation}"
