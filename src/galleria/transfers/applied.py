"""What became of one thing of a file when it was brought to the catalog."""

from typing import Literal

from msgspec import Struct

from galleria.transfers.rows import ImportCategory, ImportProduct, Notice, RowProblem

AppliedStatus = Literal["created", "updated", "unchanged", "refused"]


class Refusal(Struct, frozen=True, gc=False):
    """Source rows of which the catalog takes nothing, and why; `rows` may be 0 for a category."""

    line: int
    rows: int
    problems: tuple[RowProblem, ...]
    excerpt: str


class Applied(Struct, frozen=True, gc=False):
    """`changed` names the fields of what was updated. A kept product may have refused variants."""

    thing: ImportCategory | ImportProduct
    status: AppliedStatus
    changed: tuple[str, ...]
    refusals: tuple[Refusal, ...] = ()
    notice: Notice | None = None
