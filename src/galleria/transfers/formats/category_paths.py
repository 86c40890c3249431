"""Categories named by their path ("Women > Shoes"): each is made once, before its first product."""

from msgspec import Raw

from galleria.transfers.formats.table import Record
from galleria.transfers.rows import CATEGORY_NAME_CHARS_MAX, KEY_CHARS_MAX, ImportCategory

CATEGORIES_MAX = 20_000
DEPTH_MAX = 10
SEPARATOR = ">"
NOTHING = Raw(b"{}")


def category_path(record: Record, column: str) -> tuple[str, ...]:
    """Return the path's names, outermost first; empty where the cell is."""
    text = record.cell(column)
    if not text:
        return ()
    path = tuple(" ".join(name.split()) for name in text.split(SEPARATOR))
    if not all(path):
        record.refuse(column, "category_path_invalid", "a category in the path has no name")
    elif len(path) > DEPTH_MAX:
        detail = f"{len(path)} categories deep; {DEPTH_MAX} are taken"
        record.refuse(column, "category_path_invalid", detail)
    elif max(map(len, path)) > CATEGORY_NAME_CHARS_MAX or len(_key(path)) > KEY_CHARS_MAX:
        record.refuse(column, "too_long", f"{column} is longer than {KEY_CHARS_MAX} characters")
    elif not "".join(path).replace(" ", "").isprintable():
        record.refuse(column, "control_character", f"{column} contains a control character")
    return path


class CategoryPaths:
    """The paths met so far. Those that differ only in case are one; its first spelling is kept."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def new_categories(self, path: tuple[str, ...], line: int) -> list[ImportCategory] | None:
        """Return the categories of `path` not met before, outermost first; None beyond 20,000."""
        new = [
            _category(path[:depth], line)
            for depth in range(1, len(path) + 1)
            if _key(path[:depth]) not in self._keys
        ]
        if len(self._keys) + len(new) > CATEGORIES_MAX:
            return None
        self._keys.update(category.external_key for category in new)
        return new


def category_keys(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the key of the category that the path leads to."""
    return (_key(path),) if path else ()


def _key(path: tuple[str, ...]) -> str:
    return f" {SEPARATOR} ".join(path).casefold()


def _category(path: tuple[str, ...], line: int) -> ImportCategory:
    return ImportCategory(
        line=line,
        rows=0,
        external_key=_key(path),
        parent_external_key=_key(path[:-1]) or None,
        name=path[-1],
        description="",
        is_active=True,
        slug=None,
        source_data=NOTHING,
    )
