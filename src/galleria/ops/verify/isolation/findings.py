"""What is found: one sentence, with the detector and the rule that found it."""

from msgspec import Struct

LINT = "lint"
ATTACK = "attack"
STATEMENT = "statement"
REPLAY = "replay"


class Finding(Struct, frozen=True):
    """`detector` is lint, attack, statement or replay; `rule` names which of its kind."""

    detector: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.detector} · {self.rule}: {self.text}"
