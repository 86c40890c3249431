"""What keeps categories a forest: no cycle, no more than DEPTH_MAX levels; pure."""

from typing import Literal, TypeVar
from uuid import UUID

from galleria.catalog.fields import DEPTH_MAX

# Rounds of refusing and looking again; what is still entangled then is refused as a whole.
ROUNDS_MAX = 20

Fault = Literal["cycle", "too_deep", "parent_refused"]
Parents = dict[UUID, UUID | None]
T = TypeVar("T")


def tree_faults(parents: Parents, wanted: Parents) -> dict[UUID, Fault]:
    """Return which of the `wanted` places cannot be given, and why.

    `parents` is the tree as it is, sound; `wanted` names new places, of new categories too. All
    take their places at once. Whatever is refused stays where it was, or is not made; what is
    left is sound.
    """
    faults: dict[UUID, Fault] = {}
    live = dict(wanted)
    for _ in range(ROUNDS_MAX):
        found = _faults({**parents, **live}, live)
        if not found:
            return faults
        faults |= found
        live = {node: parent for node, parent in live.items() if node not in found}
    rest: dict[UUID, Fault] = dict.fromkeys(live, "cycle")
    return faults | rest


def _faults(tree: Parents, live: Parents) -> dict[UUID, Fault]:
    broken: dict[UUID, Fault] = {}
    deep: dict[UUID, Fault] = {}
    depths: dict[UUID, int] = {}
    for start in tree:
        path, end = _climb(tree, depths, start)
        if end is not None and end not in tree:
            broken[path[-1]] = "parent_refused"
        elif end is not None and end not in depths:
            cycle = path[path.index(end) :]
            broken |= {node: "cycle" for node in cycle if node in live}
        depth = depths.get(end, 0) if end is not None else 0
        for node in reversed(path):
            depth += 1
            depths[node] = depth
            if depth > DEPTH_MAX and (mover := _mover(tree, live, node)) is not None:
                deep[mover] = "too_deep"
    # Depths mean something only where every way leads to the top.
    return broken or deep


def _climb(tree: Parents, depths: dict[UUID, int], start: UUID) -> tuple[list[UUID], UUID | None]:
    """Return the nodes from `start` up to where the depth is known, or the way ends or repeats."""
    path: list[UUID] = []
    seen: set[UUID] = set()
    node: UUID | None = start
    while node is not None and node in tree and node not in depths and node not in seen:
        path.append(node)
        seen.add(node)
        node = tree[node]
    return path, node


def _mover(tree: Parents, live: Parents, node: UUID) -> UUID | None:
    """Return who put `node` so deep: the nearest ancestor, or itself, with a new place."""
    seen: set[UUID] = set()
    above: UUID | None = node
    while above is not None and above not in seen:
        if above in live:
            return above
        seen.add(above)
        above = tree.get(above)
    return None


def depth_first(nodes: dict[UUID, T], parents: Parents) -> list[tuple[T, int]]:
    """Return each node with its depth, children right below their parent, in the order given.

    A node whose parent is not among the nodes is left out, and with it all that is below.
    """
    children: dict[UUID | None, list[UUID]] = {}
    for node in nodes:
        children.setdefault(parents[node], []).append(node)
    ordered: list[tuple[T, int]] = []
    waiting = [(node, 0) for node in reversed(children.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        ordered.append((nodes[node], depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(node, []))]
    return ordered
