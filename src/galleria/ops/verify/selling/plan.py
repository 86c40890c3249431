"""What somebody does next, from a seed: pure, so that a run can be repeated."""

from random import Random
from typing import Any

from galleria.ops.verify.selling.deed import Deed
from galleria.ops.verify.selling.world import Shop

# How often each is done, of a hundred or so.
WEIGHTS = {
    "order": 52,
    "bill": 8,
    "offline": 5,
    "cancel": 10,
    "fulfil": 8,
    "return": 6,
    "receive": 5,
    "adjust": 4,
    "read": 4,
}
HOT_SHARE = 0.6


class Actor:
    """A buyer, cashier or stock keeper of one shop; remembers its own orders."""

    def __init__(self, shop: Shop, name: str, seed: str) -> None:
        self.shop = shop
        self.name = name
        self.dice = Random(seed)
        self.orders: list[str] = []
        self.shipped: list[str] = []
        self._deeds = 0

    def next(self) -> Deed:
        """Choose what to do next."""
        kind = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind in ("cancel", "fulfil") and not self.orders:
            kind = "order"
        if kind == "return" and not self.shipped:
            kind = "order"
        path, body = getattr(self, f"_{kind}")()
        self._deeds += 1
        return Deed(
            kind,
            path,
            body,
            f"{self.name}-{self._deeds}",
            copies=self.dice.choice((1, 1, 1, 1, 1, 2, 3)),
            is_dropped=self.dice.random() < 0.05,
        )

    def _lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            is_hot = self.dice.random() < HOT_SHARE
            variant = self.shop.hot if is_hot else self.dice.choice(self.shop.variants)
            lines.append({"variant_id": variant, "units": self.dice.choice((1, 1, 1, 2, 5))})
        return lines

    def _order(self) -> tuple[str, dict[str, Any]]:
        paid: list[dict[str, Any]] = [{}, {"tender": {"method": "manual"}}, {"payment": "later"}]
        body = {"lines": self._lines(), **self.dice.choice(paid)}
        return f"/stores/{self.shop.store}/orders", body

    def _bill(self) -> tuple[str, dict[str, Any]]:
        return (
            f"/tills/{self.shop.till}/bills",
            {"lines": self._lines(), "tender": {"method": "cash"}},
        )

    def _offline(self) -> tuple[str, dict[str, Any]]:
        bills = [
            {
                "bill_key": f"{self.name}-{self._deeds}-{number}",
                "rung_up_at": "2026-01-05T10:00:00Z",
                "lines": self._lines(),
                "tender": {"method": "cash"},
            }
            for number in range(self.dice.choice((1, 2)))
        ]
        return f"/tills/{self.shop.till}/sync", {"bills": bills}

    def _cancel(self) -> tuple[str, dict[str, Any]]:
        order = self.dice.choice(self.orders)
        return f"/orders/{order}/cancel", {"reason": "changed my mind"}

    def _fulfil(self) -> tuple[str, dict[str, Any]]:
        order = self.orders[self.dice.randrange(len(self.orders))]
        self.shipped.append(order)
        return f"/orders/{order}/fulfilments", {}

    def _return(self) -> tuple[str, dict[str, Any]]:
        order = self.dice.choice(self.shipped)
        outcome = self.dice.choice(("restock", "write_off"))
        line = {"line_no": 1, "units": 1, "outcome": outcome}
        return f"/orders/{order}/returns", {"lines": [line], "reason": "too small"}

    def _receive(self) -> tuple[str, dict[str, Any]]:
        return "/stock/movements", {"rows": [self._moved("receive", self.dice.choice((1, 5, 20)))]}

    def _adjust(self) -> tuple[str, dict[str, Any]]:
        return "/stock/movements", {"rows": [self._moved("adjust", self.dice.choice((-1, 1)))]}

    def _moved(self, kind: str, units: int) -> dict[str, Any]:
        variant = self.dice.choice([self.shop.hot, *self.shop.parts])
        place = self.dice.choice(self.shop.locations)
        return {
            "kind": kind,
            "variant_id": variant,
            "location_id": place,
            "units": units,
            "reason": "simulation",
        }

    def _read(self) -> tuple[str, dict[str, Any]]:
        return f"/stock/{self.shop.hot}", {}
