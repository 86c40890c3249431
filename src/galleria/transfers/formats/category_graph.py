"""A category graph as JSON: a list of {id, name, path, subCategories}, read as the tree by `path`.

A row is an entry of the list; its "line" is its place in the list, counted from 1. The tree is what
the paths say: an entry's parent is the last but one of its path. Categories that stand in a path
without an entry of their own are made from it (0 rows). Where the children that an entry lists are
not its children by path, or an entry is not listed by its parent, a notice says so: a graph has
more than one parent for a child, a tree does not.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Raw

from galleria.transfers.formats.category_tree import Entry, Node, Placed, Tree, problem_of_name
from galleria.transfers.formats.source import Source, UnreadableFile, open_bytes
from galleria.transfers.rows import (
    Found,
    RefusedRow,
    RowProblem,
    Thing,
    counted,
    excerpt,
)

FILE_BYTES_MAX = 64 << 20
ENTRIES_MAX = 200_000


def read_category_graph(source: Source, *, currency: str) -> Iterator[Found]:
    """Yield the tree, parents first, then each difference; the file may have up to 64 MiB."""
    del currency  # Every reader takes one; categories have no price.
    raws = _raw_entries(source)
    yield from counted(_things(raws), rows=lambda: len(raws))


def _raw_entries(source: Source) -> list[Raw]:
    content = open_bytes(source).read(FILE_BYTES_MAX + 1).removeprefix(b"\xef\xbb\xbf")
    if len(content) > FILE_BYTES_MAX:
        raise UnreadableFile(f"it is larger than {FILE_BYTES_MAX:,} bytes")
    try:
        raws = msgspec.json.decode(content, type=list[Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(f"it is no JSON list of categories: {error}") from None
    if len(raws) > ENTRIES_MAX:
        raise UnreadableFile(f"it has {len(raws):,} entries; {ENTRIES_MAX:,} are taken")
    return raws


def _things(raws: list[Raw]) -> Iterator[Thing]:
    lines: dict[str, int] = {}
    refused_lines: dict[str, int] = {}
    sound: list[Placed] = []
    for line, raw in enumerate(raws, 1):
        row = _placed(line, raw)
        if isinstance(row, Placed):
            earlier_line = lines.setdefault(row.entry.id, line)
            if earlier_line == line:
                sound.append(row)
                continue
            detail = f"{row.entry.id!r} is already entry {earlier_line}"
            row = row.refused("id", "duplicate", detail)
        else:
            refused_lines.setdefault(_id(raw), line)
        yield row
    yield from Tree({**refused_lines, **lines}).grow(sound)


def _id(raw: Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=Node).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _placed(line: int, raw: Raw) -> Placed | RefusedRow:
    text = excerpt(bytes(raw).decode(errors="replace"))
    try:
        entry = msgspec.json.decode(raw, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return RefusedRow(line, (RowProblem(None, "entry_invalid", str(error)),), text)
    place = tuple(node.id for node in entry.path)
    row = Placed(line, entry, place, text)
    problem = problem_of_name(entry.name)
    if problem is not None:
        return row.refused("name", *problem)
    if place[-1] != entry.id:
        return row.refused("path", "path_invalid", f"the path does not end with {entry.id!r}")
    if len(set(place)) != len(place):
        return row.refused("path", "path_invalid", "the path names a category twice")
    return row
