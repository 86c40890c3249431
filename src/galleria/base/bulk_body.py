"""Reading a body of many rows: all sound, or (partial) the sound ones beside the refused."""

from functools import cache
from typing import Annotated, Any, Generic, TypeVar, cast, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from galleria.base.bulk import BULK_ROWS_MAX, Bulk, RefusedRow
from galleria.base.decode import body_errors, decode_body, invalid, parse, refuse_nul
from galleria.base.refusals import Invalid

T = TypeVar("T")
# Of one row among many: the answer has to be readable, and there may be 1,000.
ROW_ERRORS_MAX = 50


class Rows(Struct, Generic[T], frozen=True, forbid_unknown_fields=True):
    """A bulk body as it is sent."""

    rows: Annotated[list[T], Meta(min_length=1, max_length=BULK_ROWS_MAX)]


def is_bulk(annotation: Any) -> bool:
    """Say whether a use case takes `Bulk[Row]`."""
    return get_origin(annotation) is Bulk


@cache
def rows_type(wanted: Any) -> Any:
    """Return the type of the body that carries `Bulk[Row]`."""
    (row_type,) = get_args(wanted)
    return Rows[row_type]


def decode_bulk(body: bytes, wanted: Any, *, partial: bool) -> "Bulk[Any]":
    """Return the rows; Invalid names every wrong field of every row.

    With `partial`, a wrong row becomes a RefusedRow in its place, unless the whole is no list.
    """
    whole = rows_type(wanted)
    try:
        return Bulk(rows=decode_body(body, whole).rows)
    except Invalid:
        if not partial:
            raise
    (row_type,) = get_args(wanted)
    sent = parse(body)
    outer = body_errors(sent, Rows[Any])
    if outer:
        raise invalid(outer)
    return Bulk(rows=[_row(row, row_type) for row in cast(list[Any], sent["rows"])])


def _row(sent: Any, row_type: Any) -> Any:
    errors = body_errors(sent, row_type, errors_max=ROW_ERRORS_MAX)
    if not errors:
        encoded = msgspec.json.encode(sent)
        try:
            refuse_nul(encoded)
            return msgspec.json.decode(encoded, type=row_type)
        except Invalid as refusal:
            errors = refusal.errors[:ROW_ERRORS_MAX]
    return RefusedRow(errors)
