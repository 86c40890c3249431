"""The proof of isolation, run for real; and that it fails when there is something to find."""

import inspect

import pytest
from msgspec.structs import replace

from galleria import app as product
from galleria.base.config import Settings
from galleria.ops.errors import OperatorError
from galleria.ops.migrator import administrator
from galleria.ops.verify.isolation import Subject, verify
from galleria.ops.verify.isolation.attacks.run import (
    Field,
    administrators_intruders,
    attack,
    rows_missing,
)
from galleria.ops.verify.isolation.catalog import read_catalog
from galleria.ops.verify.isolation.findings import LINT, Finding
from galleria.ops.verify.isolation.lint import RULES
from galleria.ops.verify.isolation.mutants import Verdict
from galleria.ops.verify.isolation.mutants.schema import schema_mutants
from galleria.ops.verify.isolation.mutants.schema_trial import look, try_schema_mutant
from galleria.ops.verify.isolation.pairs import PAIRS
from galleria.ops.verify.isolation.replay.run import replay
from galleria.ops.verify.isolation.report import Counts, Report
from galleria.ops.verify.isolation.rows import plant
from galleria.ops.verify.isolation.scratch import scratch_database
from galleria.ops.verify.isolation.statements import bound_statements

MUTANTS_MIN = 14
COUNTS = Counts(rules=1, tables=2, verbs=4, attempts=3, statements=5, operations=6, replays=7)
CAUGHT = Verdict("a fault", ("the rule",), [Finding(LINT, "the rule", "a breach")])


async def test_no_organization_reaches_another_and_faults_would_be_noticed(
    scratch: Settings,
) -> None:
    subject = Subject(product.ENDPOINTS, PAIRS, bound_statements())
    report = await verify(scratch, subject, lambda _: None)
    assert [str(finding) for finding in report.findings] == []
    assert {v.kind: v.silent for v in report.verdicts if not v.is_caught} == {}
    assert len({verdict.kind for verdict in report.verdicts}) >= MUTANTS_MIN
    assert report.counts.operations == len({it.operation_id for it in product.ENDPOINTS})
    assert report.counts.replays >= report.counts.operations
    assert report.is_proof


def test_the_last_line_is_the_counts() -> None:
    assert Report(COUNTS, [], [CAUGHT]).lines()[-1] == (
        "isolation: 2 tables x 4 verbs, 6 operations, 1 mutants caught of 1, 0 leaks"
    )


@pytest.mark.parametrize("name", Counts.__struct_fields__)
def test_nothing_counted_is_no_proof(name: str) -> None:
    assert Report(COUNTS, [], [CAUGHT]).is_proof
    nothing = Report(replace(COUNTS, **{name: 0}), [], [CAUGHT])
    assert not nothing.is_proof
    assert f"  NOTHING COUNTED: {name}" in nothing.lines()


def test_one_finding_is_no_proof() -> None:
    assert not Report(COUNTS, [Finding(LINT, "a rule", "a breach")], [CAUGHT]).is_proof


def test_a_fault_that_only_others_notice_is_not_caught() -> None:
    missed = Verdict("a fault", ("the rule",), [Finding(LINT, "another rule", "a breach")])
    assert missed.silent == ["the rule"]
    assert not Report(COUNTS, [], [CAUGHT, missed]).is_proof
    assert not Report(COUNTS, [], []).is_proof


async def test_a_fault_leaves_nothing_behind(scratch: Settings, field: Field) -> None:
    async with administrator(scratch.database_url) as connection:
        faults = {mutant.kind: mutant for mutant in schema_mutants(field.catalog)}
        for kind in ("the app with BYPASSRLS", "row-level security off"):
            assert (await try_schema_mutant(connection, faults[kind], field)).is_caught
        await connection.execute("BEGIN")
        assert await look(connection, field) == []


async def test_an_operation_without_a_pair_fails_by_name() -> None:
    [endpoint] = [it for it in product.ENDPOINTS if it.operation_id == "read_store"]
    replayed = await replay([endpoint], [], stage=None)
    assert [finding.text for finding in replayed.findings] == ["read_store has none"]


async def test_a_pair_without_an_operation_fails_by_name() -> None:
    replayed = await replay([], PAIRS[:1], stage=None)
    assert [it.text for it in replayed.findings] == [f"there is no operation {PAIRS[0].operation}"]


async def test_an_attack_on_nobodys_rows_is_vacuous(undone, field: Field) -> None:
    await undone.execute("DELETE FROM bundle_part WHERE org_id = $1", field.owner.org_id)
    attacked = await attack(administrators_intruders(undone), field)
    assert {finding.rule for finding in attacked.findings} == {
        "vacuous: the owner's own SELECT",
        "vacuous: the owner's own UPDATE",
    }


def test_a_table_without_rows_is_vacuous(field: Field) -> None:
    rows = {name: row for name, row in field.owner.json_of.items() if name != "store"}
    missing = rows_missing(replace(field, owner=replace(field.owner, json_of=rows)))
    assert [finding.text for finding in missing] == ["the owner has no row in store"]


async def test_a_new_table_that_no_row_fits_into_fails_by_name(undone) -> None:
    await undone.execute(
        """CREATE TABLE riddle (
               org_id uuid REFERENCES organization,
               answer text NOT NULL CHECK (answer = 'forty-' || 'two'),
               PRIMARY KEY (org_id, answer)
           );
           SELECT tenant_table('riddle')"""
    )
    with pytest.raises(OperatorError, match=r"riddle\.answer: no value passes its checks"):
        await plant(undone, await read_catalog(undone))


async def test_a_new_table_is_attacked_from_its_first_day(undone) -> None:
    await undone.execute(
        """CREATE TABLE note (org_id uuid REFERENCES organization, note_id uuid, text text,
                              PRIMARY KEY (org_id, note_id));
           ALTER TABLE note OWNER TO galleria_owner;
           SELECT tenant_table('note');
           ALTER POLICY app ON note USING (true)"""
    )
    catalog = await read_catalog(undone)
    field = Field(catalog, await plant(undone, catalog), await plant(undone, catalog))
    found = [str(finding) for finding in await look(undone, field)]
    assert "attack · SELECT: galleria_app on note: 1 rows" in found


def test_every_rule_says_why() -> None:
    assert [rule.__name__ for rule in RULES if not inspect.getdoc(rule)] == []
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


async def test_it_is_refused_to_who_cannot_seed_faults(scratch: Settings) -> None:
    plain = replace(scratch, database_url=scratch.app_database_url)
    with pytest.raises(OperatorError, match="needs a superuser"):
        async with scratch_database(plain):
            pass
