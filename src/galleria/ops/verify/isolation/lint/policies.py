"""Rules about row-level security: on everywhere, and nothing more or less than one text a role."""

# ruff: noqa: D401  (the docstring of a rule is the reason for it)

from collections.abc import Iterator

from galleria.ops.verify.isolation.allowed import (
    APP,
    COLUMN_GRANTS,
    DEFINERS,
    GLOBAL_TABLES,
    OWN_ROWS,
    PLATFORM,
    SEARCH,
    SEEN_BY_PLATFORM,
    SEEN_BY_SEARCH,
)
from galleria.ops.verify.isolation.catalog import Catalog, Policy
from galleria.ops.verify.isolation.lint.tables import tenant_tables


def row_level_security_is_enabled_and_forced(catalog: Catalog) -> Iterator[str]:
    """Without FORCE the owner sees all; and a partition read directly ignores its parent."""
    for table in (*tenant_tables(catalog), *catalog.partitions):
        if not table.is_secured:
            yield f"{table.name}: row-level security is off"
        if not table.is_forced:
            yield f"{table.name}: row-level security is not forced"


def two_policies_exactly_as_written(catalog: Catalog) -> Iterator[str]:
    """Policies add up: one more, or one that is a word wider, opens a table whatever the rest says.

    So each table has the two, word by word, and what the search reads a third, for reading alone; a
    partition may have none, for then nobody sees a row.
    """
    tenants = {table.name for table in tenant_tables(catalog)}
    partitions = {table.name for table in catalog.partitions}
    for name in sorted(tenants):
        found = {policy.name: policy for policy in catalog.policies if policy.relation == name}
        for role, expected in expected_policies(name).items():
            policy = found.pop(role, None)
            if policy != expected:
                yield f"{name}: policy {role} {'is missing' if policy is None else said(policy)}"
        for policy in found.values():
            yield f"{name}: policy {policy.name} is one too many ({said(policy)})"
    for policy in catalog.policies:
        if policy.relation in partitions:
            yield f"{policy.relation}: a partition is reached through its parent; {policy.name}"
        elif policy.relation not in tenants:
            yield f"{policy.relation} is global and has a policy, {policy.name}"


def expected_policies(table: str) -> dict[str, Policy]:
    """Return the policies that a tenant's table has to have, by name."""
    wide = "true" if table in SEEN_BY_PLATFORM else OWN_ROWS
    policies = {
        "app": Policy(table, "app", "*", True, [APP], OWN_ROWS, OWN_ROWS),
        "platform": Policy(table, "platform", "*", True, [PLATFORM], wide, wide),
    }
    if table in SEEN_BY_SEARCH:
        policies["search"] = Policy(table, "search", "r", True, [SEARCH], "true", None)
    return policies


def said(policy: Policy) -> str:
    """Return a policy in a few words."""
    return (
        f"says {policy.command} to {', '.join(policy.roles)} "
        f"using {policy.using} with check {policy.with_check}"
    )


def the_lists_of_exceptions_are_current(catalog: Catalog) -> Iterator[str]:
    """An exception that excepts nothing waits for somebody to make a thing of that name."""
    tables = {table.name for table in catalog.tables}
    functions = {function.signature for function in catalog.functions if function.is_definer}
    columns = {(grant.relation, grant.column) for grant in catalog.grants}
    for name in (*GLOBAL_TABLES, *SEEN_BY_PLATFORM, *SEEN_BY_SEARCH):
        if name not in tables:
            yield f"{name} is on a list of exceptions and does not exist"
    for name in DEFINERS.keys() - functions:
        yield f"{name} is on the list of definer functions and is none"
    for relation, column in COLUMN_GRANTS.keys() - columns:
        yield f"{relation}.{column} is on the list of columns granted and is not"
