"""Faults seeded one at a time: a proof that finds none of them proves nothing."""

from msgspec import Struct

from galleria.ops.verify.isolation.findings import Finding


class Mutant(Struct, frozen=True):
    """A fault in the schema, made by `sql` as administrator, and the rules that have to notice."""

    kind: str
    sql: str
    rules: tuple[str, ...]


class Verdict(Struct, frozen=True):
    """What was found with the fault in place, of the rules that had to notice it and of others."""

    kind: str
    rules: tuple[str, ...]
    findings: list[Finding]

    @property
    def silent(self) -> list[str]:
        """Those that had to notice, and did not."""
        spoke = {finding.rule for finding in self.findings}
        return [rule for rule in self.rules if rule not in spoke]

    @property
    def is_caught(self) -> bool:
        """Whether every rule that had to notice did; that others did is not enough."""
        return bool(self.rules) and not self.silent
