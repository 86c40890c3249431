"""The tree that a category graph's paths say, and where its lists of children say otherwise."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.transfers.rows import (
    CATEGORY_NAME_CHARS_MAX,
    KEY_CHARS_MAX,
    ImportCategory,
    Notice,
    RefusedRow,
    RowProblem,
    Thing,
)

DEPTH_MAX = 20

Key = Annotated[str, Meta(min_length=1, max_length=KEY_CHARS_MAX, pattern=r"^[^\x00-\x20]+$")]
Place = tuple[str, ...]  # The ids of a path, outermost first.


class Node(Struct, frozen=True):
    """A mention of a category; it may leave the name out."""

    id: Key
    name: str | None = None


class Entry(Struct, frozen=True):
    """A category of the list."""

    id: Key
    path: Annotated[list[Node], Meta(min_length=1, max_length=DEPTH_MAX)]
    children: list[Node] = msgspec.field(name="subCategories")
    name: str | None = None


class Placed(Struct, frozen=True):
    """A row and where its path puts it."""

    line: int
    entry: Entry
    place: Place
    text: str

    def refused(self, column: str | None, code: str, detail: str) -> RefusedRow:
        return RefusedRow(self.line, (RowProblem(column, code, detail),), self.text)


def problem_of_name(name: str | None) -> tuple[str, str] | None:
    """Return code and detail of what keeps `name` from naming a category."""
    if name is None or not name.strip():
        return "name_missing", "the category has no name"
    if len(name) > CATEGORY_NAME_CHARS_MAX:
        return "too_long", f"the name is longer than {CATEGORY_NAME_CHARS_MAX} characters"
    if "\0" in name:
        return "control_character", "the name contains a control character"
    return None


class Tree:
    """The categories placed so far, by id, and which of them the lists of children agree with."""

    def __init__(self, lines: dict[str, int]) -> None:
        self._lines = lines  # Of every entry, also of those that come to be refused.
        self._places: dict[str, Place] = {}

    def grow(self, rows: list[Placed]) -> Iterator[Thing]:
        """Yield a category or a refusal for each row, parents first, then every difference."""
        kept: list[Placed] = []
        implied: list[tuple[int, Node]] = []
        for row in sorted(rows, key=lambda row: len(row.place)):
            refusal = self._refusal(row)
            if refusal is not None:
                yield refusal
                continue
            for depth, node in enumerate(row.entry.path[:-1], 1):
                if node.id not in self._places:
                    implied.append((row.line, node))
                    yield self._category(row.line, 0, node.name, row.place[:depth])
            kept.append(row)
            yield self._category(row.line, 1, row.entry.name, row.place)
        yield from (_only_in_paths(line, node) for line, node in implied)
        for row in kept:
            yield from self._differences(row.line, row.entry)
        yield from self._unlisted(kept)

    def _refusal(self, row: Placed) -> RefusedRow | None:
        for depth, node in enumerate(row.entry.path[:-1], 1):
            place = self._places.get(node.id)
            if place == row.place[:depth]:
                continue
            if place is not None:
                detail = f"elsewhere {node.id!r} is placed under {' > '.join(place[:-1]) or 'none'}"
                return row.refused("path", "path_contradicts", detail)
            if node.id in self._lines:
                detail = f"{node.id!r}, above it, is refused: entry {self._lines[node.id]}"
                return row.refused("path", "parent_refused", detail)
            problem = problem_of_name(node.name)
            if problem is not None:
                detail = f"{node.id!r}, above it, has no entry and no sound name"
                return row.refused("path", "parent_unnamed", detail)
        if row.entry.id in self._places:
            detail = "other paths, without an entry for it, place it elsewhere"
            return row.refused("path", "path_contradicts", detail)
        return None

    def _category(self, line: int, rows: int, name: str | None, place: Place) -> ImportCategory:
        self._places[place[-1]] = place
        return ImportCategory(
            line=line,
            rows=rows,
            external_key=place[-1],
            parent_external_key=place[-2] if len(place) > 1 else None,
            name=" ".join((name or "").split()),
            description="",
            is_active=True,
            slug=None,
            source_data=Raw(b"{}"),
        )

    def _differences(self, line: int, entry: Entry) -> Iterator[Notice]:
        for child in entry.children:
            place = self._places.get(child.id)
            listed = f"{entry.name} ({entry.id}) lists {child.name} ({child.id})"
            if place is None:
                detail = f"{listed}, which has no sound entry"
                yield Notice(line, "listed_child_absent", child.id, detail)
            elif place[-2:-1] != (entry.id,):
                parent = place[-2] if len(place) > 1 else "the top"
                detail = f"{listed}, whose path puts it under {parent}"
                yield Notice(line, "listed_child_elsewhere", child.id, detail)

    def _unlisted(self, kept: list[Placed]) -> Iterator[Notice]:
        listed = {row.entry.id: {child.id for child in row.entry.children} for row in kept}
        lines = {row.entry.id: row.line for row in kept}
        for key, place in self._places.items():
            parent = place[-2] if len(place) > 1 else None
            if parent in listed and key not in listed[parent]:
                detail = f"its path puts it under {parent}, which does not list it"
                yield Notice(lines.get(key), "child_unlisted", key, detail)


def _only_in_paths(line: int, node: Node) -> Notice:
    detail = f"{node.name} stands in paths only, first in that of entry {line}; made from it"
    return Notice(line, "only_in_paths", node.id, detail)
