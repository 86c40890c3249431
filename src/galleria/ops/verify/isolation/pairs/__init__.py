"""How each operation is asked for by its owner: one file a capability, one entry an operation."""

from galleria.ops.verify.isolation.pairs import (
    attributes,
    by_filter,
    catalogs,
    categories,
    duplicates,
    events,
    finding,
    history,
    imports,
    jobs,
    members,
    organizations,
    products,
    shops,
    stock,
    store_choice,
    stores,
    translations,
)
from galleria.ops.verify.isolation.replay.pair import Pair

PAIRS: list[Pair] = [
    *organizations.PAIRS,
    *stores.PAIRS,
    *members.PAIRS,
    *catalogs.PAIRS,
    *attributes.PAIRS,
    *store_choice.PAIRS,
    *categories.PAIRS,
    *products.PAIRS,
    *translations.PAIRS,
    *history.PAIRS,
    *duplicates.PAIRS,
    *by_filter.PAIRS,
    *stock.PAIRS,
    *shops.PAIRS,
    *finding.PAIRS,
    *events.PAIRS,
    *jobs.PAIRS,
    *imports.PAIRS,
]
