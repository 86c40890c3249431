"""What must hold between the rows of a set-up; pure, and every fault named."""

from collections.abc import Iterable

from galleria.base.refusals import FieldError
from galleria.catalog import category_set_errors, product_set_errors
from galleria.setup.payload import ERRORS_MAX, SetUp
from galleria.tenants import store_errors


def set_up_errors(set_up: SetUp) -> list[FieldError]:
    """Return everything wrong with a set-up that its types do not say.

    Keys, slugs, SKUs and barcodes used twice; parents and categories that are not in the request;
    categories in a circle or too deep; unknown currencies, locales and time zones.
    """
    errors = store_errors(set_up.store, "/store")
    errors += category_set_errors(set_up.categories, "/categories")
    errors += product_set_errors(
        set_up.items,
        "/items",
        currency=set_up.store.currency,
        category_keys=_keys(category.external_key for category in set_up.categories),
    )
    return errors[:ERRORS_MAX]


def _keys(keys: Iterable[str | None]) -> frozenset[str]:
    return frozenset(key for key in keys if key is not None)
