"""Faults seeded one at a time: a proof that finds none of them proves nothing."""

from msgspec import Struct

from galleria.ops.verify.isolation.findings import Finding


class Mutant(Struct, frozen=True):
    """A fault in the schema, made by the administrator's `sql`, and who has to notice it."""

    kind: str
    sql: str
    detectors: tuple[str, ...]


class Verdict(Struct, frozen=True):
    """What was found with the fault in place, and which of the expected detectors stayed silent."""

    kind: str
    findings: list[Finding]
    silent: list[str]

    @property
    def is_caught(self) -> bool:
        return bool(self.findings) and not self.silent


def verdict(kind: str, detectors: tuple[str, ...], findings: list[Finding]) -> Verdict:
    """Say whether every detector that has to notice the fault did."""
    spoke = {finding.detector for finding in findings}
    return Verdict(kind, findings, [name for name in detectors if name not in spoke])
