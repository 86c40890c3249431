"""What is remembered by name: so many, and the oldest is forgotten first."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_MAX = 10_000


class Kept(Generic[T]):
    """A bounded table."""

    def __init__(self, kept_max: int = KEPT_MAX) -> None:
        self._by_name: OrderedDict[str, T] = OrderedDict()
        self._kept_max = kept_max

    def keep(self, name: str, value: T) -> None:
        """Remember; of too many, the oldest is forgotten."""
        self._by_name[name] = value
        if len(self._by_name) > self._kept_max:
            self._by_name.popitem(last=False)

    def get(self, name: str) -> T | None:
        """Return what has that name."""
        return self._by_name.get(name)

    def newest_first(self) -> list[T]:
        """Return everything."""
        return list(reversed(self._by_name.values()))

    def clear(self) -> None:
        """Forget everything."""
        self._by_name.clear()
