"""Every bound statement names its tenant, for every table that it mentions."""

import importlib
import pkgutil

import galleria
from galleria.base.sql import STATEMENTS, Statement
from galleria.ops.verify.isolation.allowed import PLATFORM_MODULES
from galleria.ops.verify.isolation.findings import STATEMENT, Finding
from galleria.ops.verify.isolation.statements.raw import raw_statements
from galleria.ops.verify.isolation.statements.tenants import unbound_tables

ORG_ID = "org_id"
PLACES = "platform statements have their places"
BINDS = "every statement binds org_id"
TIES = "every table is bound to the tenant"
FILES = "SQL stands in .sql files"


def bound_statements() -> list[Statement]:
    """Import every module that binds statements, and return them all."""
    for module in pkgutil.walk_packages(galleria.__path__, "galleria."):
        if module.name.endswith("queries"):
            importlib.import_module(module.name)
    return list(STATEMENTS)


def check_statements(statements: list[Statement], tenant_tables: set[str]) -> list[Finding]:
    """Return a finding for each statement that leaves the tenant to row-level security alone."""
    return [
        Finding(STATEMENT, rule, f"{statement.module}.{statement.name} {text}")
        for statement in statements
        for rule, text in _breaches(statement, tenant_tables)
    ]


def check_sources() -> list[Finding]:
    """Return a finding for each place where a capability sends SQL past its .sql file."""
    return [Finding(STATEMENT, FILES, f"{place} sends SQL itself") for place in raw_statements()]


def _breaches(statement: Statement, tenant_tables: set[str]) -> list[tuple[str, str]]:
    if statement.is_platform:
        if any(_is_in(statement.module, allowed) for allowed in PLATFORM_MODULES):
            return []
        return [(PLACES, "works across organizations")]
    if ORG_ID not in statement.parameter_names:
        return [(BINDS, "does not bind :org_id")]
    number = statement.parameter_names.index(ORG_ID) + 1
    return [
        (TIES, f"does not bind {name} to :org_id")
        for name in unbound_tables(statement.text, number, tenant_tables)
    ]


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
