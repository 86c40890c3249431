"""The two halves of a replay: how the owner asks for something, and what the other must be told."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.base.shell import App
from galleria.ops.errors import OperatorError
from galleria.ops.verify.isolation.replay.requests import Request, Response, send

# What every name begins with that the owner gives: no answer to the other may hold it.
CANARY = "owned-by-the-first"


class Visitor(Struct, frozen=True, kw_only=True):
    """Somebody at the door; `org_id` is None for platform staff."""

    app: App
    token: str
    org_id: UUID | None
    slug: str
    email: str
    password: str
    member_id: str
    prefix: str

    async def ask(self, request: Request) -> Response:
        """Send a request with the visitor's token."""
        return await send(self.app, request, token=self.token)

    async def get(self, path: str) -> Any:
        """Read something of one's own."""
        return await self.made(Request(method="GET", path=path))

    async def post(self, path: str, body: Any = None) -> Any:
        """Make something of one's own."""
        return await self.made(Request(method="POST", path=path, body=body))

    async def put(self, path: str, body: Any, *, version: int | None = None) -> Any:
        """Replace something of one's own."""
        headers = {} if version is None else if_match(version)
        return await self.made(Request(method="PUT", path=path, body=body, headers=headers))

    def name(self, kind: str) -> str:
        """Return a name that nobody else has, good as a slug."""
        return f"{self.prefix}-{kind}-{new_id().hex[-12:]}"

    async def made(self, request: Request) -> Any:
        """Send a request that prepares a replay; OperatorError when it is refused."""
        response = await self.ask(request)
        if response.status >= 300:
            raise OperatorError(
                f"{request.method} {request.path}, to prepare a replay: "
                f"{response.status} {response.body.decode(errors='replace')[:500]}"
            )
        return response.json() if response.body else None


class House(Struct, frozen=True, kw_only=True):
    """The owner, the other, and the platform's staff, at one application.

    `place_events` gives what was recorded its place in the feeds, as the sequencer does;
    `finish` has a worker do a job. Neither runs beside the replays: the owner's rows are hashed.
    """

    app: App
    place_events: Callable[[], Awaitable[None]]
    finish: Callable[[str], Awaitable[None]]
    owner: Visitor
    other: Visitor
    staff: Visitor


# absent: as for ids that nobody has. own: it succeeds, with nothing of the owner's. refused: 4xx.
Expected = Literal["absent", "own", "refused"]


class Step(Struct, frozen=True):
    """One request of a pair, and what the other must be told.

    `is_bare`: the owner's own answer holds nothing of the owner's, either.
    """

    request: Request
    expected: Expected = "absent"
    is_bare: bool = False


class Pair(Struct, frozen=True, kw_only=True):
    """How an operation is replayed.

    `steps` makes afresh what the requests name, each time it is called, so a step may use it up.
    `public` says why an operation asks for no token; `by_staff`, that its owner is the platform.
    """

    operation: str
    steps: Callable[[House], Awaitable[list[Step]]]
    public: str = ""
    by_staff: bool = False


def pair(
    steps: Callable[[House], Awaitable[list[Step]]], *, public: str = "", by_staff: bool = False
) -> Pair:
    """Return the pair of the operation that the function is named for."""
    return Pair(operation=steps.__name__, steps=steps, public=public, by_staff=by_staff)


async def steps_of_list(house: House, path: str) -> list[Step]:
    """Return the steps of a list of one's own: the list, and the owner's cursor in other hands.

    The owner has at least two in it.
    """
    request = Request(method="GET", path=path)
    first = await house.owner.ask(replace(request, query={"limit": "1"}))
    cursor = first.json().get("next_cursor")
    if cursor is None:
        raise OperatorError(f"GET {path}?limit=1 by the owner gives no cursor: {first.status}")
    onward = replace(request, query={"limit": "1", "cursor": cursor}, names=(cursor,))
    return [Step(request, "own"), Step(onward)]


def if_match(version: int) -> dict[str, str]:
    """Return the header that names the version read."""
    return {"if-match": f'"{version}"'}
