"""Set-ups of stores, and the jobs that they become."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from galleria.ops.verify.isolation.pairs.stores import new_store
from galleria.ops.verify.isolation.replay.pair import House, Step, Visitor, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request


async def given_job(visitor: Visitor) -> str:
    """Have a store set up; no worker is there, so its job waits."""
    accepted = await visitor.post("/store-setups", {"store": new_store(visitor)})
    return accepted["job_id"]


async def set_up_store(house: House) -> list[Step]:
    body = {"store": new_store(house.owner), "categories": [{"name": house.owner.name("menu")}]}
    return [Step(Request(method="POST", path="/store-setups", body=body), "own")]


async def list_jobs(house: House) -> list[Step]:
    for _ in range(2):
        await given_job(house.owner)
    return await steps_of_list(house, "/jobs")


async def get_job(house: House) -> list[Step]:
    return [_named("GET", await given_job(house.owner))]


async def cancel_job(house: House) -> list[Step]:
    return [_named("POST", await given_job(house.owner), "/cancel")]


async def stream_job(house: House) -> list[Step]:
    return [_named("GET", await given_job(house.owner), "/stream")]


def _named(method: str, job_id: str, rest: str = "") -> Step:
    return Step(Request(method=method, path=f"/jobs/{job_id}{rest}", names=(job_id,)))


PAIRS = [pair(set_up_store), pair(list_jobs), pair(get_job), pair(cancel_job), pair(stream_job)]
