"""Every bound statement names its tenant, for every table that it mentions."""

import importlib
import pkgutil
import re

import galleria
from galleria.base.sql import STATEMENTS, Statement
from galleria.ops.verify.isolation.allowed import PLATFORM_MODULES
from galleria.ops.verify.isolation.findings import STATEMENT, Finding
from galleria.ops.verify.isolation.statements.raw import raw_statements
from galleria.ops.verify.isolation.statements.tenants import tables_in, unbound_tables

ORG_ID = "org_id"
PLACES = "platform statements have their places"
BINDS = "every statement binds org_id"
TIES = "every table is bound to the tenant"
STAYS = "no statement enters an organization or a role"
FILES = "SQL stands in .sql files"

# Transactions do that, and nothing else: base/tx.py.
ENTERS = re.compile(
    r"app\.org_id|^\s*SET\s+ROLE|\bSET\s+(LOCAL|SESSION)\s+(ROLE|AUTHORIZATION)"
    r"|set_config\(\s*'(role|session_authorization)'",
    re.IGNORECASE,
)


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
    found = [(STAYS, "sets what only a transaction sets")] if ENTERS.search(statement.text) else []
    if statement.is_platform:
        if not any(_is_in(statement.module, allowed) for allowed in PLATFORM_MODULES):
            found.append((PLACES, "works across organizations"))
        return found
    if ORG_ID not in statement.parameter_names:
        # What reads no table, such as a setting for the transaction, has no tenant to name.
        return [*found, (BINDS, "does not bind :org_id")] if tables_in(statement.text) else found
    number = statement.parameter_names.index(ORG_ID) + 1
    untied = unbound_tables(statement.text, number, tenant_tables)
    return [*found, *((TIES, f"does not bind {name} to :org_id") for name in untied)]


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
