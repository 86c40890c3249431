"""An order as its shopper sees it, right after it was placed: as they see it ever after."""

from galleria.orders import BoughtLine, BoughtOrder, bought

__all__ = ["BoughtLine", "BoughtOrder", "bought"]
