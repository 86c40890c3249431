"""The lane called directly: no HTTP, no token; key, number, order, lines, ledger, event, answer."""

from collections.abc import Sequence
from typing import Any

import msgspec

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.lane import Keyed
from galleria.base.log import Log
from galleria.base.recorded import Recorded
from galleria.base.refusals import Refusal
from galleria.engine.lanes import Lanes
from galleria.ops.bench.busy import Round, busy
from galleria.ops.bench.selling.buyers import BUYERS, PLACED, Told
from galleria.orders import PlaceOrder, place_orders

BATCHES_MAX = 8
FINGERPRINT = b"a request of the bench"
HEADERS = {"content-type": "application/json", "etag": '"1"'}


async def sold(
    database: Database,
    context: Context,
    commands: Sequence[PlaceOrder],
    *,
    seconds: float,
    told: Told,
) -> Round:
    """Have 64 buyers order through a lane of this process, for so long."""
    lanes = Lanes(database, Log(), batches_max=BATCHES_MAX, is_on=True)

    async def buy(client: int, turn: int) -> None:
        command = commands[(client * 31 + turn) % len(commands)]
        keyed = Keyed(str(new_id()), FINGERPRINT, _kept)
        kept = await lanes.ask_once(context, place_orders, command, keyed=keyed)
        told.placed += kept.recorded.status == PLACED
        told.lines += len(command.body.lines)

    found = await busy(buy, clients=BUYERS, seconds=seconds)
    await lanes.drain()
    return found


def _kept(result: Any) -> Recorded:
    # As the door's: the answer is encoded once, and kept.
    if isinstance(result, Refusal):
        return Recorded(result.status, HEADERS, result.code.encode())
    return Recorded(PLACED, HEADERS, msgspec.json.encode(result))
