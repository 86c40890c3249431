"""What products say cannot be taken from under them."""

from galleria.base.refusals import Conflict
from galleria.base.tx import Tx
from galleria.catalog.attributes.queries import products_with
from galleria.catalog.lock import lock_catalogs


class AttributeInUse(Conflict):
    """`products` is how many say it; `choices`, which of their choices were to go."""

    code = "attribute_in_use"
    title = "Products have this attribute"


async def refuse_in_use(tx: Tx, key: str, *, choices: list[str] | None) -> None:
    """Raise AttributeInUse when a product says this, one of `choices`, or anything at all.

    Waits for whoever writes products just now, and reads them all: seconds for a million.
    """
    # After this nobody begins to use what is about to go.
    await lock_catalogs(tx)
    products = await products_with(tx, key=key, choices=choices)
    if products:
        some = f"{products} product{'s have' if products > 1 else ' has'}"
        what = "it" if choices is None else "what you remove"
        raise AttributeInUse(
            f"{some} {what}; change them first.", products=products, key=key, choices=choices or []
        )
