"""What a set-up request carries, and how it is read: in slices, so that no request waits for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

from galleria.base.decode import body_errors, decode_body, invalid, parse, refuse_nul
from galleria.base.refusals import FieldError, Invalid
from galleria.catalog import NewCategory, NewProduct
from galleria.tenants import NewStore, StoreStatus

T = TypeVar("T")

CATEGORIES_MAX = 2_000
ITEMS_MAX = 20_000
PAYLOAD_BYTES_MAX = 64 * 1024 * 1024
SLICE_ROWS = 500
ERRORS_MAX = 500


class StoreToSetUp(NewStore, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new store, open to shoppers as soon as it is built unless it says otherwise."""

    status: StoreStatus = "active"


class SetUp(Struct, frozen=True, forbid_unknown_fields=True):
    """The body: a store, its categories and its items.

    Rows name each other by `external_key`: a category its parent by `parent_external_key`, an item
    its category by `category_external_key`. Order does not matter.
    """

    store: StoreToSetUp
    categories: Annotated[list[NewCategory], Meta(max_length=CATEGORIES_MAX)] = []
    items: Annotated[list[NewProduct], Meta(max_length=ITEMS_MAX)] = []


class _Outer(Struct, frozen=True, forbid_unknown_fields=True):
    store: Raw
    categories: Annotated[list[Raw], Meta(max_length=CATEGORIES_MAX)] = []
    items: Annotated[list[Raw], Meta(max_length=ITEMS_MAX)] = []


async def read_set_up(body: bytes) -> SetUp:
    """Return the payload; Invalid names every wrong field of every row.

    Rows are decoded in slices with a turn for other requests between: 64 MB would hold them up
    for half a second.
    """
    outer = decode_body(body, _Outer)
    errors: list[FieldError] = []
    store: StoreToSetUp | None = None
    try:
        store = decode_body(bytes(outer.store), StoreToSetUp)
    except Invalid as refusal:
        errors += [_moved(error, "/store") for error in refusal.errors]
    categories = await _read_rows(outer.categories, NewCategory, "/categories", errors)
    items = await _read_rows(outer.items, NewProduct, "/items", errors)
    if errors or store is None:
        raise invalid(errors[:ERRORS_MAX])
    return SetUp(store, categories, items)


async def _read_rows(
    raw_rows: list[Raw], row_type: type[T], pointer: str, errors: list[FieldError]
) -> list[T]:
    rows: list[T] = []
    async for start, text in _slices(raw_rows):
        if len(errors) >= ERRORS_MAX:
            break
        try:
            rows += decode_body(text, list[row_type])
        except Invalid:
            errors += _row_errors(text, row_type, pointer, start)
    return rows


async def _slices(raw_rows: list[Raw]) -> AsyncIterator[tuple[int, bytes]]:
    for start in range(0, len(raw_rows), SLICE_ROWS):
        yield start, b"[" + b",".join(raw_rows[start : start + SLICE_ROWS]) + b"]"
        await asyncio.sleep(0)


def _row_errors(text: bytes, row_type: Any, pointer: str, start: int) -> list[FieldError]:
    found: list[FieldError] = []
    for index, row in enumerate(parse(text)):
        errors = body_errors(row, row_type)
        if not errors:
            try:
                refuse_nul(msgspec.json.encode(row))
            except Invalid as refusal:
                errors = refusal.errors
        found += [_moved(error, f"{pointer}/{start + index}") for error in errors]
        if len(found) >= ERRORS_MAX:
            break
    return found


def _moved(error: FieldError, pointer: str) -> FieldError:
    return msgspec.structs.replace(error, pointer=pointer + error.pointer)
