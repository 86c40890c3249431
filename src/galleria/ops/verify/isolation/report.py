"""What the proof counted and found, for a person to read; its last line is one line of counts."""

from msgspec import Struct

from galleria.ops.verify.isolation.findings import Finding
from galleria.ops.verify.isolation.mutants import Verdict

FINDINGS_SHOWN = 50


class Counts(Struct, frozen=True):
    """How much was looked at. Nothing of a kind is a failure: a proof of nothing."""

    rules: int
    tables: int
    verbs: int
    attempts: int
    statements: int
    operations: int
    replays: int

    def zeros(self) -> list[str]:
        """Return the names of what was not counted at all."""
        return [name for name in self.__struct_fields__ if getattr(self, name) == 0]


class Report(Struct, frozen=True):
    """`findings` are about the product as it is; `verdicts` about the faults seeded."""

    counts: Counts
    findings: list[Finding]
    verdicts: list[Verdict]

    @property
    def caught(self) -> int:
        return sum(verdict.is_caught for verdict in self.verdicts)

    @property
    def is_proof(self) -> bool:
        all_caught = bool(self.verdicts) and self.caught == len(self.verdicts)
        return all_caught and not self.findings and not self.counts.zeros()

    def lines(self) -> list[str]:
        """Return the whole report; its last line is the counts."""
        return [*self._seeded(), *self._found(), self.summary()]

    def summary(self) -> str:
        """Return the one line of counts."""
        return (
            f"isolation: {self.counts.tables} tables x {self.counts.verbs} verbs, "
            f"{self.counts.operations} operations, "
            f"{self.caught} mutants caught of {len(self.verdicts)}, {len(self.findings)} leaks"
        )

    def _seeded(self) -> list[str]:
        width = max((len(verdict.kind) for verdict in self.verdicts), default=0)
        return ["seeded fault, and who noticed:"] + [
            f"  {verdict.kind:{width}}  {noticed(verdict)}" for verdict in self.verdicts
        ]

    def _found(self) -> list[str]:
        counted = ", ".join(
            f"{getattr(self.counts, name)} {name}" for name in self.counts.__struct_fields__
        )
        shown = [f"  LEAK {finding}" for finding in self.findings[:FINDINGS_SHOWN]]
        more = len(self.findings) - len(shown)
        zeros = [f"  NOTHING COUNTED: {name}" for name in self.counts.zeros()]
        return [f"looked at: {counted}", *shown, *([f"  … {more} more"] if more else []), *zeros]


def noticed(verdict: Verdict) -> str:
    """Say which rules, of which detector, noticed a fault as they had to, and what did not."""
    by_detector: dict[str, list[str]] = {}
    for finding in verdict.findings:
        rules = by_detector.setdefault(finding.detector, [])
        if finding.rule in verdict.rules and finding.rule not in rules:
            rules.append(finding.rule)
    said = [f"{detector} ({', '.join(rules)})" for detector, rules in by_detector.items() if rules]
    return "; ".join([*said, *(f"NOT NOTICED BY {rule}" for rule in verdict.silent)])
