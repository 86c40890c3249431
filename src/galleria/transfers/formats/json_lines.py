"""JSON Lines: a product a line, in the API's own words, with its categories by path if one likes.

A row is a line that is not blank. Its fields are those of a product that is created or changed by
its key, every one as the API takes it; besides, `category_path` and `further_category_paths` name
categories by "Women > Shoes", which are made where they are missing. A wrong line is refused alone
and as a whole, with everything that is wrong with it.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from galleria.base.decode import body_errors
from galleria.catalog import KeyedProduct
from galleria.transfers.formats.category_paths import (
    PATHS_MAX,
    CategoryPaths,
    Path,
    WrongPath,
    category_keys,
    parsed_path,
)
from galleria.transfers.formats.combinations import with_combinations
from galleria.transfers.formats.seen import SeenKeys
from galleria.transfers.formats.source import Lines, RecordBroken, Source, open_bytes
from galleria.transfers.rows import (
    Found,
    ImportProduct,
    RefusedRow,
    RowProblem,
    Thing,
    counted,
    excerpt,
)

ERRORS_MAX = 50
PathText = Annotated[str, Meta(min_length=1, max_length=2_000)]
_FAULTS = {
    "line_too_long": "the line is longer than 1 MiB",
    "not_utf8": "the line is not UTF-8",
    "nul": "the line contains a NUL character",
}


class JsonProduct(KeyedProduct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product of a line."""

    category_path: PathText | UnsetType = UNSET
    further_category_paths: Annotated[list[PathText], Meta(max_length=PATHS_MAX)] | UnsetType = (
        UNSET
    )


class _Key(Struct, frozen=True):
    external_key: str = ""


_decode = msgspec.json.Decoder(JsonProduct).decode
_key = msgspec.json.Decoder(_Key).decode


def read_json_lines(source: Source, *, currency: str) -> Iterator[Found]:
    """Yield a product or a refusal a line; prices that name no currency are in `currency`."""
    reading = _Reading(source, currency)
    yield from counted(reading.things(), rows=lambda: reading.rows)


class _Reading:
    """The lines, and what they were the first to say."""

    def __init__(self, source: Source, currency: str) -> None:
        self._lines = Lines(open_bytes(source))
        self._currency = currency
        self._keys = SeenKeys()
        self._paths = CategoryPaths()
        self.rows = 0

    def things(self) -> Iterator[Thing]:
        while True:
            self._lines.begin()
            try:
                text = next(self._lines)
            except StopIteration:
                return
            except RecordBroken as broken:
                self.rows += 1
                yield self._refused("", broken.code, _FAULTS["line_too_long"])
                continue
            if text.strip():
                self.rows += 1
                yield from self._row(text)

    def _row(self, text: str) -> Iterator[Thing]:
        line = self._lines.taken[0]
        if line.fault is not None:
            yield self._refused(text, line.fault, _FAULTS[line.fault])
            return
        try:
            row = _decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            yield self._wrong(text, error)
            return
        earlier_line = self._keys.claim(row.external_key, line.number)
        if earlier_line is not None:
            detail = f"{row.external_key!r} is already on line {earlier_line}"
            problem = RowProblem("external_key", "duplicate", detail)
            yield RefusedRow(line.number, (problem,), excerpt(text), row.external_key)
            return
        yield from self._product(text, row)

    def _product(self, text: str, row: JsonProduct) -> Iterator[Thing]:
        line = self._lines.taken[0].number
        paths, problems = _paths(row)
        if problems:
            yield RefusedRow(line, tuple(problems), excerpt(text), row.external_key)
            return
        categories = self._paths.new_categories(tuple(paths), line)
        if categories is None:
            detail = "the file names more than 20,000 categories"
            problem = RowProblem("category_path", "too_many_categories", detail)
            yield RefusedRow(line, (problem,), excerpt(text), row.external_key)
            return
        yield from categories
        yield ImportProduct(
            line=line,
            rows=1,
            external_key=row.external_key,
            name=row.name,
            sent=_sent(row, paths, self._currency),
        )

    def _wrong(self, text: str, error: Exception) -> RefusedRow:
        """Refuse a line that is no product, naming every wrong field where it is JSON."""
        line = self._lines.taken[0].number
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return self._refused(text, "json_invalid", str(error) or "it is nested too deeply")
        errors = body_errors(value, JsonProduct)[:ERRORS_MAX]
        problems = tuple(
            RowProblem(one.pointer.lstrip("/").replace("/", ".") or None, one.code, one.detail)
            for one in errors
        )
        problems = problems or (RowProblem(None, "invalid", str(error)),)
        return RefusedRow(line, problems, excerpt(text), _key_of(text))

    def _refused(self, text: str, code: str, detail: str) -> RefusedRow:
        line = self._lines.taken[0]
        problem = RowProblem(None, code, detail)
        return RefusedRow(line.number, (problem,), excerpt(text or line.text), None)


def _key_of(text: str) -> str | None:
    try:
        return _key(text).external_key or None
    except (msgspec.DecodeError, RecursionError):
        return None


def _paths(row: JsonProduct) -> tuple[list[Path], list[RowProblem]]:
    """Return the paths of the row, the primary one first, or what is wrong with them."""
    paths: list[Path] = []
    problems: list[RowProblem] = []
    said = {
        "category_path": [row.category_path] if row.category_path else [],
        "further_category_paths": row.further_category_paths or [],
    }
    for column, texts in said.items():
        if texts and _is_said_otherwise(row, column):
            detail = "Say it by path, by key or by id: in one way only."
            problems.append(RowProblem(column, "ambiguous", detail))
        for text in texts:
            path = parsed_path(text)
            if isinstance(path, WrongPath):
                problems.append(RowProblem(column, path.code, path.detail))
            else:
                paths.append(path)
    return paths, problems


def _is_said_otherwise(row: JsonProduct, column: str) -> bool:
    if column == "category_path":
        return not row.category_id is row.category_external_key is UNSET
    return not row.further_category_ids is row.further_category_external_keys is UNSET


def _sent(row: JsonProduct, paths: list[Path], currency: str) -> KeyedProduct:
    """Return the row in the catalog's words alone, its prices in the importer's currency."""
    said: dict[str, Any] = {"category_path": UNSET, "further_category_paths": UNSET}
    keys = [key for path in paths for key in category_keys((path,))]
    if row.category_path is not UNSET:
        said["category_external_key"] = keys.pop(0)
    if row.further_category_paths is not UNSET:
        said["further_category_external_keys"] = list(dict.fromkeys(keys))
    if row.price_minor is not UNSET and row.currency is UNSET:
        said["currency"] = currency
    if row.variants is not UNSET:
        said["variants"] = [
            replace(variant, currency=currency)
            if variant.price_minor is not UNSET and variant.currency is UNSET
            else variant
            for variant in row.variants
        ]
    return with_combinations(replace(row, **said))
