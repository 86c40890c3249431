"""The whole proof, in order: the product as it is, then every fault that has to be noticed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg
from msgspec import Struct

from galleria import app as product
from galleria.base.config import Settings
from galleria.base.endpoints import Endpoint
from galleria.base.sql import Statement
from galleria.ops.database import migration_url
from galleria.ops.errors import OperatorError
from galleria.ops.migrator import administrator
from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.allowed import APP, PLATFORM
from galleria.ops.verify.isolation.attacks.attempts import Intruder
from galleria.ops.verify.isolation.attacks.run import (
    Attacked,
    Field,
    attack,
    never_named,
    rows_missing,
)
from galleria.ops.verify.isolation.catalog import Catalog, read_catalog
from galleria.ops.verify.isolation.findings import Finding
from galleria.ops.verify.isolation.lint import RULES, lint
from galleria.ops.verify.isolation.lint.tables import tenant_tables
from galleria.ops.verify.isolation.mutants import Verdict
from galleria.ops.verify.isolation.mutants.endpoint_trial import try_endpoint_fault
from galleria.ops.verify.isolation.mutants.endpoints import endpoint_faults
from galleria.ops.verify.isolation.mutants.schema import schema_mutants
from galleria.ops.verify.isolation.mutants.schema_trial import try_schema_mutant
from galleria.ops.verify.isolation.mutants.statements import try_statement_mutants
from galleria.ops.verify.isolation.pairs import PAIRS
from galleria.ops.verify.isolation.replay.house import application, open_house, opened_parts
from galleria.ops.verify.isolation.replay.pair import Pair
from galleria.ops.verify.isolation.replay.run import Replayed, Stage, replay
from galleria.ops.verify.isolation.report import Counts, Report
from galleria.ops.verify.isolation.rows import plant
from galleria.ops.verify.isolation.scratch import scratch_database
from galleria.ops.verify.isolation.statements import (
    bound_statements,
    check_sources,
    check_statements,
)
from galleria.process import Parts

Say = Callable[[str], None]


class Subject(Struct, frozen=True):
    """What is proven: the operations, how each is replayed, and the statements."""

    endpoints: Sequence[Endpoint]
    pairs: Sequence[Pair]
    statements: Sequence[Statement]


def run(settings: Settings) -> int:
    """Prove isolation and print it; 1 on any finding, missed fault, or nothing to look at."""
    subject = Subject(product.ENDPOINTS, PAIRS, bound_statements())
    report = asyncio.run(verify(settings, subject, print))
    for line in report.lines():
        print(line)
    return 0 if report.is_proof else 1


async def verify(settings: Settings, subject: Subject, say: Say) -> Report:
    """Look at the named database's description, and try everything in a database made for it."""
    async with administrator(migration_url(settings)) as connection:
        findings = lint(await read_catalog(connection))
    async with (
        scratch_database(settings) as scratch,
        administrator(migration_url(scratch)) as connection,
    ):
        return await _in_scratch(scratch, connection, subject, findings, say)


async def _in_scratch(
    settings: Settings,
    connection: Connection,
    subject: Subject,
    findings: list[Finding],
    say: Say,
) -> Report:
    catalog = await read_catalog(connection)
    tables = {table.name for table in tenant_tables(catalog)}
    say(f"lint: {len(RULES)} rules on {len(catalog.relations)} relations")
    field = Field(catalog, await plant(connection, catalog), await plant(connection, catalog))
    attacked = await _attacked(settings, field)
    say(f"attacks: {attacked.attempts} on {attacked.tables} tables and partitions")
    read = [*check_statements(list(subject.statements), tables), *check_sources()]
    say(f"statements: {len(subject.statements)} read")
    verdicts = await _schema_verdicts(connection, field, say)
    verdicts += try_statement_mutants(list(subject.statements), tables)
    async with _stage(settings, connection, catalog, subject) as (stage, parts):
        replayed = await replay(subject.endpoints, subject.pairs, stage)
        say(f"replays: {replayed.requests} requests of {replayed.operations} operations")
        for fault in endpoint_faults():
            found = await try_endpoint_fault(fault, subject.endpoints, subject.pairs, parts, stage)
            verdicts.append(found)
    found = [*findings, *lint(catalog), *attacked.findings, *read, *replayed.findings]
    return Report(_counts(subject, attacked, replayed), list(dict.fromkeys(found)), verdicts)


async def _attacked(settings: Settings, field: Field) -> Attacked:
    """Attack as the roles log in: what holds for them is what is promised."""
    urls = {APP: settings.app_database_url, PLATFORM: settings.platform_database_url}
    tried, findings = 0, rows_missing(field)
    result = None
    for role, url in urls.items():
        connection = await asyncpg.connect(url)
        try:
            if await connection.fetchval("SELECT current_user") != role:
                raise OperatorError(f"The URL of {role} logs in as somebody else.")
            await connection.execute("BEGIN")
            intruder = Intruder(connection, role, is_administrator=False)
            findings += await never_named(intruder, field)
            result = await attack([intruder], field)
            await connection.execute("ROLLBACK")
        finally:
            await connection.close()
        tried += result.attempts
        findings += result.findings
    assert result is not None
    return Attacked(result.tables, result.verbs, tried, findings)


async def _schema_verdicts(connection: Connection, field: Field, say: Say) -> list[Verdict]:
    mutants = schema_mutants(field.catalog)
    say(f"faults: {len(mutants)} of the schema, each in a transaction that is rolled back")
    return [await try_schema_mutant(connection, mutant, field) for mutant in mutants]


@asynccontextmanager
async def _stage(
    settings: Settings, connection: Connection, catalog: Catalog, subject: Subject
) -> AsyncGenerator[tuple[Stage, Parts]]:
    async with opened_parts(settings) as parts:
        app = application(parts, subject.endpoints)
        house = await open_house(app, parts)
        yield Stage(house, connection, catalog), parts


def _counts(subject: Subject, attacked: Attacked, replayed: Replayed) -> Counts:
    return Counts(
        rules=len(RULES),
        tables=attacked.tables,
        verbs=attacked.verbs,
        attempts=attacked.attempts,
        statements=len(subject.statements),
        operations=replayed.operations,
        replays=replayed.requests,
    )
