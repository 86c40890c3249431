"""What other rooms must know before a change of a store commits."""

from uuid import UUID

from galleria.engine.notices import Notice


class StoreLocalesChanged(Notice, frozen=True):
    """The store is read in other languages than before."""

    store_id: UUID


class StoreChanging(Notice, frozen=True):
    """The store is about to go, or to be changed so that whoever refers to it has to wait.

    Told before it is: who refers to it under a lock of his own takes that lock first.
    """

    store_id: UUID
