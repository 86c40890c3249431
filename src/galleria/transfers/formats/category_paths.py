"""Categories named by their path ("Women > Shoes"): each is made once, before its first product."""

from functools import lru_cache

from msgspec import Struct

from galleria.transfers.formats.table import Record
from galleria.transfers.rows import (
    CATEGORY_NAME_CHARS_MAX,
    KEY_CHARS_MAX,
    NOTHING,
    ImportCategory,
)

CATEGORIES_MAX = 20_000
DEPTH_MAX = 10
PATHS_MAX = 100
SEPARATOR = ">"


Path = tuple[str, ...]  # Names, outermost first.


class WrongPath(Struct, frozen=True):
    """Why a text is no path of categories."""

    code: str
    detail: str


@lru_cache(maxsize=4_096)
def parsed_path(text: str) -> Path | WrongPath:
    """Return the names of "Women > Shoes"."""
    path = tuple(" ".join(name.split()) for name in text.split(SEPARATOR))
    if not all(path):
        return WrongPath("category_path_invalid", "a category in the path has no name")
    if len(path) > DEPTH_MAX:
        detail = f"{len(path)} categories deep; {DEPTH_MAX} are taken"
        return WrongPath("category_path_invalid", detail)
    if max(map(len, path)) > CATEGORY_NAME_CHARS_MAX or len(_key(path)) > KEY_CHARS_MAX:
        return WrongPath("too_long", f"the path is longer than {KEY_CHARS_MAX} characters")
    if not "".join(path).replace(" ", "").isprintable():
        return WrongPath("control_character", "the path contains a control character")
    return path


def category_path(record: Record, column: str) -> Path:
    """Return the path's names, outermost first; empty where the cell is, or is no path."""
    text = record.cell(column)
    return _checked(record, column, text) if text else ()


def category_paths(record: Record, column: str) -> tuple[Path, ...]:
    """Return the paths of a cell that "|" separates."""
    text = record.cell(column)
    if not text:
        return ()
    texts = text.split("|")
    if len(texts) > PATHS_MAX:
        detail = f"{len(texts)} categories; {PATHS_MAX} are taken"
        record.refuse(column, "too_many_items", detail)
        return ()
    return tuple(path for one in texts if (path := _checked(record, column, one.strip())))


def _checked(record: Record, column: str, text: str) -> Path:
    path = parsed_path(text)
    if isinstance(path, WrongPath):
        record.refuse(column, path.code, path.detail)
        return ()
    return path


class CategoryPaths:
    """The paths met so far. Those that differ only in case are one; its first spelling is kept."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def new_categories(self, paths: tuple[Path, ...], line: int) -> list[ImportCategory] | None:
        """Return the categories of `paths` not met before, outermost first; None beyond 20,000."""
        new: dict[str, ImportCategory] = {}
        for path in paths:
            if not path or _key(path) in self._keys:
                continue
            for depth in range(1, len(path) + 1):
                key = _key(path[:depth])
                if key not in self._keys:
                    new.setdefault(key, _category(path[:depth], line))
        if len(self._keys) + len(new) > CATEGORIES_MAX:
            return None
        self._keys.update(new)
        return list(new.values())


def category_keys(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the keys of the categories that the paths lead to, each once."""
    return tuple(dict.fromkeys(_key(path) for path in paths if path))


@lru_cache(maxsize=4_096)
def _key(path: Path) -> str:
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
