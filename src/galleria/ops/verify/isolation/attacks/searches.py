"""Attacks on the functions that find: they read past row-level security, and ask whose it is."""

import json
from collections.abc import Iterator

from galleria.ops.verify.isolation.attacks.attempts import Intruder
from galleria.ops.verify.isolation.attacks.plan import Attack, literal
from galleria.ops.verify.isolation.findings import ATTACK, Finding
from galleria.ops.verify.isolation.rows import Rows

CALL = "CALL of a function that finds"

# What each is asked for, so that whoever may see the planted rows is told something.
CALLS = {
    "find_products": """
        SELECT 1 FROM find_products({org}, {store}, {catalog}, {locale}, now(), '{{}}',
                                    'default', NULL, NULL, NULL, 10)
    """,
    "count_products": """
        SELECT 1 FROM count_products({org}, {store}, {catalog}, {locale}, now(),
                                     '[{{"wanted": {{}}, "has_price": true}}]')
    """,
    "words_in_use": """
        SELECT 1 FROM words_in_use({org}, {store}, {catalog}, {locale}, now(), '{{word}}')
    """,
    "nearest_words": """
        SELECT 1 FROM nearest_words({org}, {store}, {locale}, {word})
        WHERE is_known OR alike <> '{{}}'
    """,
}


def attacks_on_searches(owner: Rows, other: Rows) -> Iterator[Attack]:
    """Return calls from inside `other`, in either's name, and from no organization."""
    for name in CALLS:
        for org, inside in ((owner, other), (other, other), (owner, None), (None, None)):
            sql = _call(name, owner, None if org is None else str(org.org_id))
            yield Attack(CALL, name, sql, None if inside is None else inside.org_id)


async def searches_in_vain(intruder: Intruder, owner: Rows) -> list[Finding]:
    """Return a finding for each function that tells its owner nothing: it proved nothing."""
    found: list[Finding] = []
    for name in CALLS:
        outcome = await intruder.attempt(_call(name, owner, str(owner.org_id)), inside=owner.org_id)
        if not outcome.rows:
            text = f"{intruder.role} is told nothing of its own by {name}: {outcome}"
            found.append(Finding(ATTACK, "vacuous", text))
    return found


def _call(name: str, owner: Rows, org: str | None) -> str:
    told = json.loads(owner.json_of["listing_word" if name == "nearest_words" else "listing"])
    return CALLS[name].format(
        org="NULL" if org is None else literal(org),
        store=literal(told["store_id"]),
        catalog=literal(told.get("catalog_id", "")),
        locale=literal(told["locale"]),
        word=literal(told.get("word", "")),
    )
