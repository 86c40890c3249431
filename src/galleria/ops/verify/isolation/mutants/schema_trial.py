"""Each fault of the schema in place, looked for, and taken back: a transaction rolled back."""

from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.attacks.run import (
    Field,
    administrators_intruders,
    attack,
    rows_missing,
)
from galleria.ops.verify.isolation.catalog import read_catalog
from galleria.ops.verify.isolation.findings import Finding
from galleria.ops.verify.isolation.lint import lint
from galleria.ops.verify.isolation.mutants import Mutant, Verdict


async def try_schema_mutant(connection: Connection, mutant: Mutant, field: Field) -> Verdict:
    """Apply the fault, look with lint and attacks, undo it: all DDL is transactional.

    Nobody else ever sees the fault, so a role of the whole server may be among them.
    """
    await connection.execute("BEGIN")
    try:
        await connection.execute(mutant.sql)
        findings = await look(connection, field)
    finally:
        await connection.execute("ROLLBACK")
    return Verdict(mutant.kind, mutant.rules, findings)


async def look(connection: Connection, field: Field) -> list[Finding]:
    """Lint and attack the database as it is in the open transaction."""
    here = Field(await read_catalog(connection), field.owner, field.other)
    attacked = await attack(administrators_intruders(connection), here)
    return [*lint(here.catalog), *rows_missing(here), *attacked.findings]
