"""The floor of a hot item: pgbench, 64 clients, nothing but an UPDATE of its row."""

import asyncio

from galleria.base.config import Settings
from galleria.ops.bench.pgbench import Pgbench, run_scripts
from galleria.ops.bench.selling.buyers import BUYERS
from galleria.ops.bench.selling.shop import SellingShop
from galleria.ops.database import login_urls

# What it changes is no counter: the books have to be right afterwards.
SCRIPT = """\
\\if :ready = 0
SET app.org_id = '{org_id}';
PREPARE bare (uuid, uuid, uuid) AS
UPDATE stock SET updated_at = statement_timestamp()
WHERE org_id = $1 AND variant_id = $2 AND location_id = $3;
\\set ready 1
\\endif
EXECUTE bare ('{org_id}', '{variant_id}', '{location_id}');
"""


async def bare_updates(settings: Settings, shop: SellingShop, *, seconds: float) -> Pgbench:
    """Update the hot item's row, each time in a transaction of its own, as the app's role."""
    script = SCRIPT.format(
        org_id=shop.org_id, variant_id=shop.variants[0], location_id=shop.location_id
    )
    url = login_urls(settings)[0]
    return await asyncio.to_thread(run_scripts, url, [script], clients=BUYERS, seconds=seconds)
