"""Where things go when categories are deleted; pure."""

from uuid import UUID

from galleria.catalog.categories.tree import Parents


def heirs_of(tree: Parents, going: set[UUID]) -> dict[UUID, UUID | None]:
    """Return for each category that goes its nearest ancestor that stays; None: the top level."""
    heirs: dict[UUID, UUID | None] = {}
    for node in going:
        above = tree[node]
        while above is not None and above in going:
            above = tree[above]
        heirs[node] = above
    return heirs
