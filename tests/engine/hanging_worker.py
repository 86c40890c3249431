"""A worker to be killed: it starts jobs and never ends them."""

import asyncio
import sys
from pathlib import Path

from galleria.base.database import open_database
from galleria.engine.runner import JobRun, Worker, job
from galleria.engine.storage import folder_storage
from tests.engine.test_runner import LastTry, Work
from tests.engine.working import QUICK, quiet


async def hang(run: JobRun, work: object) -> None:
    await run.progress(1, 2, "hanging")
    await asyncio.sleep(3600)


async def work(app_url: str, platform_url: str, folder: str) -> None:
    database = await open_database(app_url, platform_url, reactions={})
    kinds = [job(Work, hang), job(LastTry, hang)]
    storage = folder_storage(Path(folder))
    await Worker(database, storage, kinds, quiet(), QUICK).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
