"""News within a transaction, from a lower room to a higher one that must not miss it.

An event is told after the commit; a notice before it: what reacts writes in the same transaction,
so both are there or neither. app.py says who reacts to what.
"""

from msgspec import Struct

from galleria.base.tx import Tx


class Notice(Struct, frozen=True):
    """Subclass per matter, past tense: `class ProductsWritten(Notice, frozen=True)`.

    Its fields are ids: who reacts reads the rest, as this transaction left it.
    """


async def tell(tx: Tx, notice: Notice) -> None:
    """Have everybody who reacts to notices of this type do so now; what they raise is raised."""
    for react in tx.reactions.get(type(notice), ()):
        await react(tx, notice)
