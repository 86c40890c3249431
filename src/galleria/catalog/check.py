"""What would be refused in a catalog that is yet to be made: for checks before a set-up; pure."""

from collections.abc import Iterable

from galleria.base.bulk import RowOutcome
from galleria.base.ids import new_id
from galleria.catalog.categories import draft as category_draft
from galleria.catalog.categories import plan as category_plan
from galleria.catalog.categories.rows import NewCategory
from galleria.catalog.products import draft as product_draft
from galleria.catalog.products import plan as product_plan
from galleria.catalog.products.rows import NewProduct


def refused_categories(rows: list[NewCategory]) -> list[RowOutcome]:
    """Return the rows that an empty catalog would refuse, as `create_categories` would."""
    wanted = [category_draft.Wanted(index, new_id(), row, None) for index, row in enumerate(rows)]
    return category_plan.plan(wanted, {}, {}).refused


def refused_products(
    rows: list[NewProduct], *, category_keys: Iterable[str], currency: str
) -> list[RowOutcome]:
    """Return the rows that a catalog with just these categories would refuse."""
    wanted = [
        product_draft.Wanted(index, new_id(), row, None, []) for index, row in enumerate(rows)
    ]
    named = product_draft.Named(set(), {key: new_id() for key in category_keys})
    first = product_plan.draft_all(wanted, named, currency)
    return product_plan.decide(wanted, first, {}).refused
