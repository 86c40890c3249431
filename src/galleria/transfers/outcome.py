"""What became of the rows of a file, counted; every row is kept or refused, none is lost."""

import msgspec
from msgspec import Struct, field

from galleria.transfers.applied import Applied
from galleria.transfers.rows import ImportCategory, ImportProduct, Notice, RefusedRow


class KindCounts(Struct):
    """What became of one kind of thing that the file holds."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0


class Outcome(Struct):
    """`refused_by_code` and `notices` count by code; `not_compared`: see `dry_run.py`.

    `archived` are products that the file leaves out of the catalog that it replaces.
    """

    categories: KindCounts = field(default_factory=KindCounts)
    products: KindCounts = field(default_factory=KindCounts)
    variants_refused: int = 0
    refused_by_code: dict[str, int] = field(default_factory=dict[str, int])
    notices: dict[str, int] = field(default_factory=dict[str, int])
    not_compared: int = 0
    archived: int = 0


class Tally(Struct):
    """The counts so far; `last_line` is the furthest line that anything counted begins on."""

    rows_kept: int = 0
    rows_refused: int = 0
    last_line: int = 0
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def rows_read(self) -> int:
        """Kept and refused are all there is."""
        return self.rows_kept + self.rows_refused

    def copied(self) -> "Tally":
        """Return counts that can go on by themselves: a chunk may not commit."""
        return msgspec.convert(msgspec.to_builtins(self), Tally)

    def become(self, other: "Tally") -> None:
        """Take over the counts of `other`."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(other, name))

    def add_chunk(
        self, refused: list[RefusedRow], notices: list[Notice], applied: list[Applied]
    ) -> None:
        """Count what became of a chunk."""
        for row in refused:
            self.add_refused(row)
        for notice in notices:
            self.add_notice(notice)
        for one in applied:
            self.add(one)

    def add(self, applied: Applied) -> None:
        """Count what became of one thing."""
        thing = applied.thing
        is_category = isinstance(thing, ImportCategory)
        kind = self.outcome.categories if is_category else self.outcome.products
        setattr(kind, applied.status, getattr(kind, applied.status) + 1)
        self._reach(thing.line)
        refused_rows = 0
        for refusal in applied.refusals:
            refused_rows += refusal.rows
            self._refuse(refusal.problems[0].code, refusal.rows)
        self.rows_kept += thing.rows - refused_rows
        if applied.status != "refused":
            self.outcome.variants_refused += len(applied.refusals)
        if applied.notice is not None:
            self.add_notice(applied.notice)

    def add_refused(self, row: RefusedRow) -> None:
        """Count a row that its reader refused."""
        self._refuse(row.problems[0].code, 1)
        self._reach(row.line)

    def add_notice(self, notice: Notice) -> None:
        """Count something to know."""
        notices = self.outcome.notices
        notices[notice.code] = notices.get(notice.code, 0) + 1

    def add_uncompared(self, thing: ImportCategory | ImportProduct) -> None:
        """Count a thing that a dry run read and did not compare."""
        self.outcome.not_compared += 1
        self.rows_kept += thing.rows
        self._reach(thing.line)

    def _refuse(self, code: str, rows: int) -> None:
        self.rows_refused += rows
        if rows:
            by_code = self.outcome.refused_by_code
            by_code[code] = by_code.get(code, 0) + rows

    def _reach(self, line: int) -> None:
        self.last_line = max(self.last_line, line)
