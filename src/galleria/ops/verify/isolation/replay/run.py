"""The replays carried out: the owner succeeds, the other is told nothing, nothing is changed."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.endpoints import PATH_NAME, Access, Endpoint
from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.findings import REPLAY, Finding
from galleria.ops.verify.isolation.replay.pair import CANARY, House, Pair, Step, Visitor
from galleria.ops.verify.isolation.replay.requests import Request, Response, send
from galleria.ops.verify.isolation.replay.snapshot import Snapshot, take

IDEMPOTENCY_KEY = "idempotency-key"
REPLAYED = "idempotent-replayed"

TELLS = "the answer holds nothing of the owner's"
STAY = "the owner's rows stay as they were"
ABSENT = "as for an absent id"
KEYS = "keys are the organization's own"
PUBLIC = "public for a reason"
PAIRS = "every operation has a pair"


class Replayed(Struct, frozen=True):
    """How many operations and requests of the other were tried, and what came of it."""

    operations: int
    requests: int
    findings: list[Finding]


class Stage(Struct, frozen=True):
    """Where replays take place; `administrator` reads what the owner has, past every policy."""

    house: House
    administrator: Connection
    catalog: Catalog


async def replay(endpoints: Sequence[Endpoint], pairs: Sequence[Pair], stage: Stage) -> Replayed:
    """Replay every operation; one without a pair, and a pair without an operation, are findings."""
    known = {pair.operation: pair for pair in pairs}
    operations = {endpoint.operation_id for endpoint in endpoints}
    findings = [
        Finding(REPLAY, PAIRS, f"{name} has none") for name in sorted(operations - known.keys())
    ]
    findings += [
        Finding(REPLAY, "every pair has its operation", f"there is no operation {name}")
        for name in sorted(known.keys() - operations)
    ]
    requests = 0
    for endpoint in endpoints:
        if pair := known.get(endpoint.operation_id):
            tried = _Trial(endpoint, pair, stage)
            findings += await tried.run()
            requests += tried.requests
    return Replayed(len(operations & known.keys()), requests, findings)


class _Trial:
    """One operation's replay."""

    def __init__(self, endpoint: Endpoint, pair: Pair, stage: Stage) -> None:
        self._endpoint, self._pair, self._stage = endpoint, pair, stage
        self._house = stage.house
        self._found: list[Finding] = []
        self.requests = 0

    async def run(self) -> list[Finding]:
        """Return what was found: nothing, where the operation keeps to its organization."""
        is_open = self._endpoint.access in (Access.PUBLIC, Access.SHOPPER)
        if is_open != bool(self._pair.public):
            self._add(PUBLIC, "its pair says otherwise than the endpoint")
        try:
            for step in await self._steps():
                await self._succeeds(step, "before")
            for step in await self._steps():
                await self._step(step)
        except OperatorError as error:
            self._add("the owner succeeds", str(error))
        return self._found

    async def _steps(self) -> list[Step]:
        """Prepare the steps afresh; calls that may be repeated carry a key, the same for both."""
        steps = await self._pair.steps(self._house)
        asked = re.compile(PATH_NAME.sub("[^/]+", self._endpoint.path))
        is_asked = [
            step.request.method == self._endpoint.method
            and asked.fullmatch(step.request.path) is not None
            for step in steps
        ]
        if not steps or not all(is_asked):
            self._add(PAIRS, "a step of its pair asks for something else")
        return [self._completed(step) for step in steps]

    def _completed(self, step: Step) -> Step:
        request = step.request
        if step.expected == "own":
            # What the other makes of its own is not called what the owner's is.
            own = {self._house.owner.prefix: self._house.other.prefix}
            request = replace(request, swap={**own, **request.swap})
        if self._endpoint.is_idempotent:
            request = replace(request, headers=_keyed(request))
        return replace(step, request=request)

    async def _step(self, step: Step) -> None:
        await self._refuses_nobody(step)
        before = await self._snapshot()
        attempt = await self._send(step.request.by_the_other(), self._house.other)
        after = await self._snapshot()
        self.requests += 1
        if changed := after.changed(before):
            self._add(STAY, f"changed {', '.join(changed)}")
        self._tells_nothing(step, attempt, before)
        success = await self._succeeds(step, "after")
        self._holds_something(step, success, before)
        if step.expected == "absent":
            await self._is_as_absent(step, attempt, success)
        elif step.expected == "own" and attempt.status >= 400:
            self._add("the other does its own", _said(attempt))
        elif step.expected == "refused" and attempt.status not in (401, 403, 404):
            self._add("the other is refused", _said(attempt))

    async def _refuses_nobody(self, step: Step) -> None:
        if self._pair.public:
            return
        nobody = await send(self._house.app, step.request, token=None)
        if nobody.status != 401:
            self._add("without a token there is no answer", _said(nobody))

    async def _succeeds(self, step: Step, when: str) -> Response:
        asker = self._house.staff if self._pair.by_staff else self._house.owner
        response = await self._send(step.request, asker)
        if response.status >= 400:
            self._add("the owner succeeds", f"{when} the replay: {_said(response)}")
        if REPLAYED in response.headers:
            self._add(KEYS, "the owner was answered another's")
        return response

    async def _send(self, request: Request, visitor: Visitor) -> Response:
        token = None if self._pair.public else visitor.token
        response = await send(self._house.app, request, token=token)
        if response.status >= 500:
            # Two accidents look the same, too.
            self._add("an answer is no accident", _said(response))
        return response

    async def _snapshot(self) -> Snapshot:
        owner = self._house.owner.org_id
        assert owner is not None
        return await take(self._stage.administrator, self._stage.catalog, owner)

    def _tells_nothing(self, step: Step, attempt: Response, owner: Snapshot) -> None:
        sent = repr(step.request.by_the_other())
        told = f"{attempt.headers} {attempt.body.decode(errors='replace')}"
        learnt = {name for name in owner.identifiers if name in told and name not in sent}
        if CANARY in told and CANARY not in sent:
            learnt.add(f"a name the owner gave ({CANARY}…)")
        if learnt:
            self._add(TELLS, ", ".join(sorted(learnt)[:3]))
        if REPLAYED in attempt.headers:
            self._add(KEYS, "the other was answered the owner's")

    def _holds_something(self, step: Step, success: Response, owner: Snapshot) -> None:
        """Refuse to call it proven by a list that is empty for its owner, too."""
        told = f"{success.headers} {success.body.decode(errors='replace')}"
        is_full = CANARY in told or any(name in told for name in owner.identifiers)
        if self._endpoint.method == "GET" and not step.is_bare and not is_full:
            self._add("vacuous", f"the owner was told nothing of its own: {_said(success)}")

    async def _is_as_absent(self, step: Step, attempt: Response, success: Response) -> None:
        request, instead = step.request.absent()
        if self._endpoint.is_idempotent:
            # Another request, so another key: a decided refusal is kept under the first.
            request = replace(
                request, headers={**request.headers, IDEMPOTENCY_KEY: f'"{new_id()}"'}
            )
        absent = await self._send(request, self._house.other)
        seen = attempt.comparable(step.request.names)
        if seen != absent.comparable(instead):
            self._add(ABSENT, f"{_said(attempt)} but absent {_said(absent)}")
        if seen == success.comparable(step.request.names):
            self._add("the other is told less than the owner", _said(attempt))

    def _add(self, rule: str, text: str) -> None:
        self._found.append(Finding(REPLAY, rule, f"{self._endpoint.operation_id}: {text}"))


def _keyed(request: Request) -> dict[str, str]:
    return {IDEMPOTENCY_KEY: f'"{new_id()}"', **request.headers}


def _said(response: Response) -> str:
    return f"{response.status} {response.body.decode(errors='replace')[:300]}"
