"""What the invoice lines of one stock code add up to."""

from array import array
from datetime import datetime

from msgspec import Struct, field

from galleria.transfers.formats.invoice_lines import InvoiceLine


class Said(Struct, frozen=True, order=True):
    """A description; ordered by date, then line."""

    invoiced_at: datetime
    line: int
    text: str


class Charged(Struct):
    """How often a price was charged, and when last."""

    times: int
    last_at: datetime
    last_line: int


def _lines() -> "array[int]":
    return array("I")


class CodeLines(Struct):
    """All lines of a code so far, in whatever case it was written."""

    code: str
    lines: "array[int]" = field(default_factory=_lines)
    spellings: dict[str, int] = field(default_factory=dict[str, int])
    charged: dict[int, Charged] = field(default_factory=dict[int, Charged])
    name: Said | None = None
    note: Said | None = None  # The latest description of a line that charges nothing.

    def add(self, line: InvoiceLine) -> int:
        """Add a line; return how many spellings and prices it is the first to show."""
        self.lines.append(line.line)
        known = len(self.spellings) + len(self.charged)
        self.spellings[line.stock_code] = self.spellings.get(line.stock_code, 0) + 1
        if line.price_minor:
            self._charge(line)
        if line.description:
            self._describe(Said(line.invoiced_at, line.line, line.description), line.price_minor)
        return len(self.spellings) + len(self.charged) - known

    def price_minor(self) -> int:
        """Return the price most lines charge, the one charged last where several are."""

        def weight(price_minor: int) -> tuple[int, datetime, int]:
            charged = self.charged[price_minor]
            return charged.times, charged.last_at, charged.last_line

        return max(self.charged, key=weight)

    def _charge(self, line: InvoiceLine) -> None:
        charged = self.charged.get(line.price_minor)
        if charged is None:
            self.charged[line.price_minor] = Charged(1, line.invoiced_at, line.line)
            return
        charged.times += 1
        if line.invoiced_at >= charged.last_at:
            charged.last_at, charged.last_line = line.invoiced_at, line.line

    def _describe(self, said: Said, price_minor: int) -> None:
        if price_minor:
            self.name = said if self.name is None else max(self.name, said)
        else:
            self.note = said if self.note is None else max(self.note, said)
