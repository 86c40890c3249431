"""What must hold between the rows of a set-up; pure, and every fault named."""

from galleria.base.bulk import RowOutcome, absolute
from galleria.base.refusals import FieldError
from galleria.catalog import (
    Definition,
    refused_attributes,
    refused_categories,
    refused_products,
)
from galleria.setup.payload import ERRORS_MAX, SetUp
from galleria.tenants import store_errors


def set_up_errors(set_up: SetUp) -> list[FieldError]:
    """Return everything wrong with a set-up that its types do not say.

    It is decided by the rules that the job will write by, against a catalog that is still empty.
    """
    keys = [row.external_key for row in set_up.categories if row.external_key]
    currency = set_up.store.currency
    products = refused_products(set_up.items, category_keys=keys, currency=currency)
    errors = [
        *store_errors(set_up.store, "/store"),
        *_errors(refused_categories(set_up.categories), "/categories"),
        *_errors(products, "/items"),
    ]
    return errors[:ERRORS_MAX]


def attribute_errors(definitions: list[Definition], set_up: SetUp) -> list[FieldError]:
    """Return what the organization's attributes find wrong with items."""
    if not definitions:
        return []
    refused = refused_attributes(set_up.items, definitions)
    return _errors(refused, "/items")[:ERRORS_MAX]


def _errors(rows: list[RowOutcome], at: str) -> list[FieldError]:
    return [error for row in rows for error in absolute(row, at=at)]
