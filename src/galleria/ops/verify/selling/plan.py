"""What somebody does next, from a seed: pure, so that a run can be repeated."""

from random import Random
from typing import Any

from msgspec.structs import replace

from galleria.ops.verify.selling.chances import NEEDS, WEIGHTS
from galleria.ops.verify.selling.deed import Deed
from galleria.ops.verify.selling.world import Shop

HOT_SHARE = 0.6
RETURN_URL = "https://shop.example/thanks"


class Actor:
    """A buyer, cashier or stock keeper of one shop; remembers its own orders."""

    def __init__(self, shop: Shop, name: str, seed: str) -> None:
        self.shop = shop
        self.name = name
        self.dice = Random(seed)
        self.orders: list[str] = []
        self.shipped: list[str] = []
        self.unpaid: list[str] = []
        self.payments: list[str] = []
        self.receipts: list[str] = []
        self.parcels: list[str] = []
        self._next: list[Deed] = []
        self._deeds = 0

    def next(self) -> Deed:
        """Choose what to do next."""
        if self._next:
            return self._next.pop(0)
        kind = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind in NEEDS and not getattr(self, NEEDS[kind]):
            kind = "order"
        if kind == "cart":
            return self._cart()
        path, body = getattr(self, f"_{kind}")()
        return self._deed(kind, path, body)

    def hear(self, deed: Deed, told: Any) -> None:
        """Remember what there is now, by the answer to what was done."""
        if deed.kind in ("order", "bill"):
            self.orders.append(told["order_id"])
            if told["payment_state"] == "unpaid":
                self.unpaid.append(told["order_id"])
        if deed.kind == "bill":
            self.receipts.append(told["number"])
        if deed.kind == "fulfil":
            self.parcels += [
                f"/orders/{told['order_id']}/fulfilments/{it['fulfilment_id']}"
                for it in told["fulfilments"]
            ]
        if deed.kind == "pay":
            self.payments.append(told["payment_id"])
        if deed.kind == "checkout":
            self.orders.append(told["order"]["order_id"])
        self._next += self._following(deed, told)

    def _deed(self, kind: str, path: str, body: dict[str, Any]) -> Deed:
        self._deeds += 1
        return Deed(
            kind,
            path,
            body,
            f"{self.name}-{self._deeds}",
            copies=self.dice.choice((1, 1, 1, 1, 1, 2, 3)),
            is_dropped=self.dice.random() < 0.05,
            method={"read": "GET", "policy": "PUT", "edit": "PATCH"}.get(kind, "POST"),
        )

    def _shoppers(self, kind: str, path: str, body: dict[str, Any], method: str = "POST") -> Deed:
        deed = self._deed(kind, path, body)
        return replace(deed, method=method, is_shoppers=True)

    def _cart(self) -> Deed:
        return self._shoppers("cart", f"/shops/{self.shop.slug}/carts", {})

    def _following(self, deed: Deed, told: Any) -> list[Deed]:
        """Return what a shopper does next with a cart: fill it, ask what it costs, order it."""
        if deed.kind == "cart":
            here = f"{deed.path}/{told['cart']}"
            email = {"customer_email": "shopper@example.com"}
            filled = [self._shoppers("line", f"{here}/lines", line) for line in self._lines()]
            return [
                *filled,
                self._shoppers("contact", here, email, "PATCH"),
                replace(self._shoppers("quote", f"{here}/quote", {}, "GET"), about=here),
            ]
        if deed.kind == "quote":
            method = self.dice.choice(("gateway", "gateway", "manual", "cash_on_delivery"))
            body = {
                "expected_total_minor": told["expected_total_minor"],
                "quote": told["quote"],
                "payment": {"method": method, "return_url": RETURN_URL},
            }
            ordering = self._shoppers("checkout", f"{deed.about}/checkout", body)
            return [replace(ordering, about=deed.about, has_twin=self.dice.random() < 0.5)]
        return []

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

    def _transfer(self) -> tuple[str, dict[str, Any]]:
        row = self._moved("transfer", self.dice.choice((1, 3)))
        others = [it for it in self.shop.locations if it != row["location_id"]]
        return "/stock/movements", {"rows": [{**row, "to_location_id": others[0]}]}

    def _count(self) -> tuple[str, dict[str, Any]]:
        places = [
            (variant, place)
            for variant in (self.shop.hot, *self.shop.parts)
            for place in self.shop.locations
        ]
        rows = [
            {
                "variant_id": variant,
                "location_id": place,
                "counted_units": self.dice.choice((0, 9, 30)),
            }
            for variant, place in self.dice.sample(places, 3)
        ]
        return "/stock/counts", {"rows": rows}

    def _bulk(self) -> tuple[str, dict[str, Any]]:
        some = self.dice.sample(self.orders, min(len(self.orders), 4))
        rows = [
            {"order_id": it, "transition": self.dice.choice(("process", "deliver", "cancel"))}
            for it in some
        ]
        return "/orders/transitions?partial=true", {"rows": rows}

    def _policy(self) -> tuple[str, dict[str, Any]]:
        owed = self.dice.choice((10, 30, 60))
        variant = self.dice.choice(self.shop.parts)
        row = {"variant_id": variant, "policy": "backorder", "backorder_max": owed}
        return "/stock-policies", {"rows": [row]}

    def _edit(self) -> tuple[str, dict[str, Any]]:
        line = {"line_no": 1, "units": self.dice.choice((1, 2, 4))}
        return f"/orders/{self.dice.choice(self.orders)}", {"change_lines": [line]}

    def _unship(self) -> tuple[str, dict[str, Any]]:
        return f"{self.dice.choice(self.parcels)}/cancel", {}

    def _takeback(self) -> tuple[str, dict[str, Any]]:
        outcome = self.dice.choice(("restock", "write_off"))
        line = {"line_no": 1, "units": 1, "outcome": outcome}
        number = self.dice.choice(self.receipts)
        return f"/tills/{self.shop.till}/returns", {"number": number, "lines": [line]}

    def _pay(self) -> tuple[str, dict[str, Any]]:
        order = self.unpaid[self.dice.randrange(max(0, len(self.unpaid) - 3), len(self.unpaid))]
        ways: list[dict[str, Any]] = [
            {"method": "cash"},
            {"method": "manual"},
            {"method": "gateway", "return_url": RETURN_URL},
            {"method": "gateway", "return_url": RETURN_URL},
        ]
        return f"/orders/{order}/payments", self.dice.choice(ways)

    def _refund(self) -> tuple[str, dict[str, Any]]:
        body = {"amount_minor": self.dice.choice((1, 50, 300)), "reason": "simulation"}
        return f"/payments/{self.dice.choice(self.payments)}/refunds", body

    def _void(self) -> tuple[str, dict[str, Any]]:
        return f"/payments/{self.payments[-1]}/cancel", {}

    def _read(self) -> tuple[str, dict[str, Any]]:
        return f"/stock/{self.shop.hot}", {}
