"""Faults in statements: what a queries.sql may get wrong, and every real one without its tenant."""

import re

from msgspec.structs import replace

from galleria.base.sql import PLACEHOLDER, Statement
from galleria.ops.verify.isolation.findings import STATEMENT, Finding
from galleria.ops.verify.isolation.mutants import Verdict
from galleria.ops.verify.isolation.statements import (
    BINDS,
    FILES,
    ORG_ID,
    PLACES,
    STAYS,
    TIES,
    check_statements,
)
from galleria.ops.verify.isolation.statements.raw import lines_that_send

BOUND = r"(?:\w+\.)?org_id = \${number}\b"

FAULTS = {
    "a statement without its tenant": (
        BINDS,
        """
        SELECT name FROM product WHERE product_id = :product_id
    """,
    ),
    "a join that leaves the tenant out": (
        TIES,
        """
        SELECT variant.sku
        FROM product
        JOIN variant ON variant.product_id = product.product_id
        WHERE product.org_id = :org_id
    """,
    ),
    "the tenant under OR": (
        TIES,
        """
        SELECT name FROM store WHERE org_id = :org_id OR store_id = :store_id
    """,
    ),
    "the tenant in an outer join's condition": (
        TIES,
        """
        SELECT store.name
        FROM store
        LEFT JOIN store_domain AS d ON store.org_id = :org_id AND d.org_id = store.org_id
    """,
    ),
    "a sub-select without the tenant": (
        TIES,
        """
        SELECT (SELECT count(*) FROM product WHERE product.catalog_id = catalog.catalog_id)
        FROM catalog
        WHERE org_id = :org_id
    """,
    ),
    "an INSERT whose organization comes from the caller": (
        TIES,
        """
        INSERT INTO store_catalog (org_id, store_id, catalog_id)
        SELECT :whose, store_id, :catalog_id FROM store WHERE org_id = :org_id
    """,
    ),
    "an UPDATE that reads another table without the tenant": (
        TIES,
        """
        UPDATE product SET name = category.name FROM category
        WHERE product.org_id = :org_id AND category.category_id = product.category_id
    """,
    ),
    "a statement that enters another organization": (
        STAYS,
        "SELECT set_config('app.org_id', :whose, true) FROM store WHERE org_id = :org_id",
    ),
}


def try_statement_mutants(real: list[Statement], tenant_tables: set[str]) -> list[Verdict]:
    """Look at each fault with the statement check."""
    verdicts = [
        Verdict(
            kind,
            (rule,),
            check_statements([_statement(text)], tenant_tables),
        )
        for kind, (rule, text) in FAULTS.items()
    ]
    across = replace(
        _statement("SELECT name FROM product", is_platform=True), module="galleria.catalog.queries"
    )
    verdicts.append(
        Verdict(
            "a statement across organizations in a capability",
            (PLACES,),
            check_statements([across], tenant_tables),
        )
    )
    return [*verdicts, _past_the_files(), _every_real_one(real, tenant_tables)]


def _past_the_files() -> Verdict:
    source = 'async def peek(tx): return await tx.connection.fetch("SELECT name FROM product")'
    found = [Finding(STATEMENT, FILES, f"line {line}") for line in lines_that_send(source)]
    return Verdict("SQL in a use case", (FILES,), found)


def _every_real_one(real: list[Statement], tenant_tables: set[str]) -> Verdict:
    """Take the tenant out of every bound statement; each one has to be noticed."""
    stripped = [changed for statement in real if (changed := _without_tenant(statement))]
    findings = check_statements(stripped, tenant_tables)
    named = [f"{statement.module}.{statement.name} " for statement in stripped]
    unnoticed = [name for name in named if not any(f.text.startswith(name) for f in findings)]
    kind = f"each of {len(stripped)} real statements without its tenant"
    return Verdict(kind, (TIES, *unnoticed), findings)


def _without_tenant(statement: Statement) -> Statement | None:
    if statement.is_platform or ORG_ID not in statement.parameter_names:
        return None
    number = statement.parameter_names.index(ORG_ID) + 1
    text = re.sub(BOUND.replace("{number}", str(number)), "true", statement.text)
    return replace(statement, text=text) if text != statement.text else None


def _statement(text: str, *, is_platform: bool = False) -> Statement:
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(text)))
    numbered = PLACEHOLDER.sub(lambda found: f"${names.index(found[1]) + 1}", text)
    return Statement("seeded", "galleria.seeded", numbered, names, None, is_platform)
