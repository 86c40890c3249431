"""Each fault of the API in place, looked for by replaying the operation it is in."""

from collections.abc import Sequence
from contextlib import ExitStack
from unittest.mock import patch

from galleria.base.endpoints import Endpoint
from galleria.ops.verify.isolation.mutants import Verdict
from galleria.ops.verify.isolation.mutants.endpoints import EndpointFault
from galleria.ops.verify.isolation.replay.house import application, at
from galleria.ops.verify.isolation.replay.pair import Pair
from galleria.ops.verify.isolation.replay.run import Stage, replay
from galleria.process import Parts


async def try_endpoint_fault(
    fault: EndpointFault,
    endpoints: Sequence[Endpoint],
    pairs: Sequence[Pair],
    parts: Parts,
    stage: Stage,
) -> Verdict:
    """Assemble the application with the fault in it, and replay the one operation."""
    if fault.operation not in {endpoint.operation_id for endpoint in endpoints}:
        return Verdict(fault.kind, (f"there is no operation {fault.operation}",), [])
    changed = [_changed(endpoint, fault) for endpoint in endpoints]
    app = application(parts, changed)
    if fault.around is not None:
        app = fault.around(app)
    with ExitStack() as patches:
        # What the edge does for every operation has no other place to put a fault into.
        for name, function in fault.patched.items():
            patches.enter_context(patch(name, function))
        replayed = await replay(
            [endpoint for endpoint in changed if endpoint.operation_id == fault.operation],
            [pair for pair in pairs if pair.operation == fault.operation],
            Stage(at(app, stage.house), stage.administrator, stage.catalog),
        )
    return Verdict(fault.kind, (fault.rule,), replayed.findings)


def _changed(endpoint: Endpoint, fault: EndpointFault) -> Endpoint:
    if endpoint.operation_id != fault.operation or fault.change is None:
        return endpoint
    return fault.change(endpoint)
