"""Typed doors to check_queries.sql."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx, Tx


class DocumentFault(Struct, frozen=True):
    """A document that is not what the tables say."""

    store_id: UUID
    locale: str
    product_id: UUID
    difference: Literal["missing", "unexpected", "different"]


class CountFault(Struct, frozen=True):
    """A count that is not that of the documents."""

    store_id: UUID
    facet: str
    counted: int
    kept: int


class WordFault(Struct, frozen=True):
    """A word of a document that nobody would find by a mistyped one."""

    store_id: UUID
    locale: str
    word: str


class RowFault(Struct, frozen=True):
    """A product of which two tables say different things."""

    product_id: UUID
    fault: str


@query
async def documents_that_differ(
    tx: ReadTx, *, catalog_id: UUID, product_ids: list[UUID], now: datetime
) -> list[DocumentFault]: ...


@query
async def waiting_before(tx: ReadTx, *, pending_id: UUID) -> int: ...


@query
async def documents_of(tx: ReadTx, *, product_ids: list[UUID]) -> int: ...


@query
async def counts_that_differ(tx: ReadTx) -> list[CountFault]: ...


@query
async def counts_kept(tx: ReadTx) -> int: ...


@query
async def words_unlearnt(tx: ReadTx) -> list[WordFault]: ...


@query
async def rows_that_disagree(tx: ReadTx) -> list[RowFault]: ...


@query
async def catalogs_after_id(tx: ReadTx) -> list[UUID]: ...


@query
async def recount(tx: Tx) -> None: ...


@query
async def forget_words(tx: Tx) -> None: ...
