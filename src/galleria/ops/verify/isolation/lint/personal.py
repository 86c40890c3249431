"""The rule about data of persons: it can be found, exported and erased because it is marked."""

# ruff: noqa: D401  (the docstring of a rule is the reason for it)

import re
from collections.abc import Iterator

from galleria.ops.verify.isolation.allowed import PERSONAL
from galleria.ops.verify.isolation.catalog import Catalog, Column

MARK = "personal:"


def personal_columns_say_so(catalog: Catalog) -> Iterator[str]:
    """A right to erasure is answered from the catalog: a column without its mark is forgotten."""
    if not marked(catalog):
        yield "no column at all has a comment that begins 'personal:'"
    partitions = {relation.name for relation in catalog.partitions}
    for column in catalog.columns:
        if column.relation in partitions:
            continue
        if re.search(PERSONAL, column.name) and column not in marked(catalog):
            yield f"{column.relation}.{column.name} has no comment that begins 'personal:'"


def marked(catalog: Catalog) -> list[Column]:
    """Return the columns that say that they hold personal data."""
    return [column for column in catalog.columns if (column.comment or "").startswith(MARK)]
