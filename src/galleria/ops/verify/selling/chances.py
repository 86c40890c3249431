"""How often each deed is done, of a hundred and some."""

WEIGHTS = {
    "order": 34,
    "cart": 12,
    "pay": 14,
    "refund": 5,
    "void": 2,
    "bill": 8,
    "takeback": 4,
    "offline": 5,
    "cancel": 7,
    "edit": 6,
    "fulfil": 8,
    "unship": 3,
    "return": 5,
    "receive": 5,
    "adjust": 3,
    "transfer": 3,
    "count": 2,
    "bulk": 3,
    "policy": 2,
    "read": 4,
}
# What there must be before it can be done: the actor's list of that name.
NEEDS = {
    "pay": "unpaid",
    "refund": "payments",
    "void": "payments",
    "takeback": "receipts",
    "cancel": "orders",
    "bulk": "orders",
    "edit": "orders",
    "fulfil": "orders",
    "unship": "parcels",
    "return": "shipped",
}
