"""Hold the rows of a whole new catalog to the rules they will be written by; pure, no database."""

from galleria.base.bulk import RowOutcome
from galleria.base.free_json import NO_OBJECT
from galleria.base.ids import new_id
from galleria.catalog.attributes.rules import Definition, attribute_errors
from galleria.catalog.categories import draft as category_draft
from galleria.catalog.categories.plan import plan as plan_categories
from galleria.catalog.categories.rows import NewCategory
from galleria.catalog.products import draft as product_draft
from galleria.catalog.products.plan import decide, draft_all
from galleria.catalog.products.rows import NewProduct
from galleria.catalog.products.surroundings import Surroundings
from galleria.catalog.rows import refused


def refused_categories(rows: list[NewCategory]) -> list[RowOutcome]:
    """Return the rows that could not be written to an empty catalog all together, and why."""
    wanted = [category_draft.Wanted(index, new_id(), row, None) for index, row in enumerate(rows)]
    return _in_order(plan_categories(wanted, {}, {}, None).refused)


def refused_products(
    rows: list[NewProduct], *, category_keys: list[str], currency: str
) -> list[RowOutcome]:
    """Return the rows that could not be written to a catalog with only these categories."""
    wanted = [
        product_draft.Wanted(index, new_id(), row, None, []) for index, row in enumerate(rows)
    ]
    keys = {key: new_id() for key in category_keys}
    around = Surroundings(currency, [], set(), keys, {}, [], [])
    return _in_order(decide(wanted, draft_all(wanted, around), around).refused)


def refused_attributes(rows: list[NewProduct], definitions: list[Definition]) -> list[RowOutcome]:
    """Return the rows whose attributes are not as the organization's must be."""
    return [
        refused(index, errors)
        for index, row in enumerate(rows)
        if (errors := attribute_errors(row.attributes or NO_OBJECT, definitions))
    ]


def _in_order(refused: list[RowOutcome]) -> list[RowOutcome]:
    return sorted(refused, key=lambda row: row.index)
