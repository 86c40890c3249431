"""What was asked of the shops and what they answered, as the askers remember it."""

from typing import Any

import msgspec
from msgspec import Struct


class Said(Struct, frozen=True):
    """The final answer to a request, under its idempotency key."""

    key: str
    kind: str
    path: str
    body: bytes
    status: int
    answer: bytes
    method: str = "POST"
    is_shoppers: bool = False

    @property
    def asked(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def told(self) -> Any:
        return msgspec.json.decode(self.answer)


class Journal:
    """Every final answer, and how often there was none at first."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.contradictions: list[str] = []
        self.tries = 0
        self.cut_off = 0
        self.refused_for_now = 0

    def answered(self, said: Said, others: list[tuple[int, bytes]]) -> None:
        """Remember the answer; `others` are those to the same request, sent more than once."""
        self.said.append(said)
        for status, answer in others:
            if (status, answer) != (said.status, said.answer):
                self.contradictions.append(
                    f"{said.kind} {said.key} was answered {said.status} and {status}: "
                    f"{said.answer[:200]!r} and {answer[:200]!r}"
                )

    def done(self, kind: str) -> list[Said]:
        """Return what was asked of this kind and was done."""
        return [it for it in self.said if it.kind == kind and it.status < 300]
