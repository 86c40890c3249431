"""A process that sends, for tests that kill it: `python -m tests.webhooks.sending_process URLS`."""

import asyncio
import sys

from galleria.app import REACTIONS
from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.base.database import open_database
from galleria.engine.queues import Queues
from galleria.webhooks import WEBHOOKS
from tests.engine.working import quiet
from tests.webhooks.given import OPEN, QUICK


async def main(app_url: str, platform_url: str) -> None:
    database = await open_database(app_url, platform_url, reactions=REACTIONS)
    services = Services({Settings: OPEN})
    await Queues(database, WEBHOOKS, quiet(), services, QUICK).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
