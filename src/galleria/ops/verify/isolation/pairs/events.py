"""The feed of events, and the audit trail."""

# ruff: noqa: D103  (each function is named for the operation that it prepares)

from msgspec.structs import replace

from galleria.ops.verify.isolation.pairs.stores import given_store
from galleria.ops.verify.isolation.replay.pair import House, Step, pair, steps_of_list
from galleria.ops.verify.isolation.replay.requests import Request


async def read_feed(house: House) -> list[Step]:
    await given_store(house.owner)
    await house.place_events()
    request = Request(method="GET", path="/events", query={"limit": "200"})
    # A position is no secret: the other is told of its own events behind the same number. A cursor
    # is good at home only.
    first = await house.owner.made(replace(request, query={"limit": "1"}))
    cursor = first["next_cursor"]
    onward = replace(request, query={"cursor": cursor}, names=(cursor,))
    return [
        Step(request, "own"),
        Step(replace(request, query={"after": "1"}), "own"),
        Step(onward),
    ]


async def stream_events(house: House) -> list[Step]:
    for visitor in (house.owner, house.other):
        await given_store(visitor)
    await house.place_events()
    return [Step(Request(method="GET", path="/events/stream", query={"after": "0"}), "own")]


async def list_audit_trail(house: House) -> list[Step]:
    store_id = (await given_store(house.owner))["store_id"]
    actor_id = house.owner.member_id
    request = Request(method="GET", path="/audit-trail")
    of_subject = replace(request, query={"subject_id": store_id}, names=(store_id,))
    of_actor = replace(request, query={"actor_id": actor_id}, names=(actor_id,))
    return [*await steps_of_list(house, "/audit-trail"), Step(of_subject), Step(of_actor)]


PAIRS = [pair(read_feed), pair(stream_events), pair(list_audit_trail)]
