"""What other rooms must know before a change of a store commits."""

from uuid import UUID

from galleria.engine.notices import Notice


class StoreLocalesChanged(Notice, frozen=True):
    """The store is read in other languages than before."""

    store_id: UUID
