"""Faults in the API: use cases that look across organizations, caches that forget whose is what."""

# ruff: noqa: D103  (a fault is called like the use case that it stands in for)

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.call import Call
from galleria.base.endpoints import Access, Endpoint, command
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import Forbidden, NotFound
from galleria.base.shell import App, Message, Receive, Scope, Send
from galleria.base.tx import PlatformTx
from galleria.ops.verify.isolation.replay.run import ABSENT, KEYS, PUBLIC, STAY, TELLS


class EndpointFault(Struct, frozen=True):
    """A fault in one operation: by another use case, around the app, or in a function of the edge.

    `rule` has to notice.
    """

    kind: str
    operation: str
    rule: str
    change: Callable[[Endpoint], Endpoint] | None = None
    around: Callable[[App], App] | None = None
    patched: dict[str, object] = {}


class AnyStore(Struct, frozen=True):
    store_id: UUID
    org_id: UUID
    slug: str
    version: int = 1


class AnyJob(Struct, frozen=True):
    job_id: UUID
    kind: str


# Each stands in for the use case of its name, run on the platform's role.
async def read_store(tx: PlatformTx, *, store_id: UUID) -> AnyStore:
    row = await tx.connection.fetchrow(
        "SELECT store_id, org_id, slug FROM directory_store WHERE store_id = $1", store_id
    )
    if row is None:
        raise NotFound()
    return AnyStore(*row)


async def list_stores(tx: PlatformTx, *, query: PageQuery) -> Page[AnyStore]:
    rows = await tx.connection.fetch("SELECT store_id, org_id, slug FROM directory_store")
    return page([AnyStore(*row) for row in rows], query.limit, _as_it_is)


def _as_it_is(store: AnyStore) -> AnyStore:
    return store


async def remove_domain(tx: PlatformTx, *, store_id: UUID, domain: str, if_match: int) -> None:
    await tx.connection.execute("DELETE FROM directory_domain WHERE domain = $1", domain)


async def get_job(tx: PlatformTx, *, job_id: UUID) -> AnyJob:
    row = await tx.connection.fetchrow("SELECT job_id, kind FROM job WHERE job_id = $1", job_id)
    if row is None:
        raise NotFound()
    return AnyJob(*row)


async def cancel_job(tx: PlatformTx, *, job_id: UUID) -> AnyJob:
    row = await tx.connection.fetchrow(
        "UPDATE job SET cancel_requested = true WHERE job_id = $1 RETURNING job_id, kind", job_id
    )
    if row is None:
        raise NotFound()
    return AnyJob(*row)


async def delete_store(tx: PlatformTx, *, store_id: UUID, if_match: int) -> None:
    """Tell a foreign id from an absent one, and delete nothing."""
    found = await tx.connection.fetchval(
        "SELECT true FROM directory_store WHERE store_id = $1", store_id
    )
    if found:
        raise Forbidden("This store is another organization's.")
    raise NotFound()


def endpoint_faults() -> list[EndpointFault]:
    """Return the faults; each is looked for by replaying its one operation."""
    return [
        EndpointFault(
            "a use case that reads across organizations", "read_store", TELLS, _by(read_store)
        ),
        EndpointFault("a list of everybody's", "list_stores", TELLS, _by(list_stores)),
        EndpointFault("a job read whosever it is", "get_job", ABSENT, _by(get_job)),
        EndpointFault("a job cancelled whosever it is", "cancel_job", STAY, _by(cancel_job)),
        EndpointFault(
            "a change to the directory that names no organization",
            "remove_domain",
            STAY,
            _by(remove_domain),
        ),
        EndpointFault(
            "another's id told from an absent one", "delete_store", ABSENT, _by(delete_store)
        ),
        EndpointFault("an operation open to anybody", "read_me", PUBLIC, _opened),
        EndpointFault(
            "a cache that does not know the tenant", "read_organization", TELLS, around=Cached
        ),
        EndpointFault(
            "idempotency keys shared by all organizations", "create_store", KEYS, around=SharedKeys
        ),
        EndpointFault(
            "a cursor that is good in every organization",
            "list_stores",
            ABSENT,
            patched=dict.fromkeys(
                ("galleria.base.answers.cursor_scope", "galleria.base.arguments.cursor_scope"),
                _path_alone,
            ),
        ),
    ]


def _by(use_case: Callable[..., object]) -> Callable[[Endpoint], Endpoint]:
    def changed(endpoint: Endpoint) -> Endpoint:
        return command(
            endpoint.method,
            endpoint.path,
            use_case,  # pyright: ignore[reportArgumentType]  # Any use case; its types are read.
            permission=endpoint.permission,
            status=endpoint.status,
        )

    return changed


def _opened(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, access=Access.PUBLIC, permission=None)


def _path_alone(call: Call) -> str:
    return call.path


class _Remembering:
    """An application that answers again what it has answered, by some key of the request."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: dict[object, list[Message]] = {}

    def key(self, scope: Scope) -> object:
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self.key(scope)
        if key is not None and key in self._known:
            for message in self._known[key]:
                await send(message)
            return
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self._app(scope, receive, keep)
        if key is not None and sent[0]["status"] < 300:
            headers = [*sent[0]["headers"], (b"idempotent-replayed", b"true")]
            self._known[key] = [{**sent[0], "headers": headers}, *sent[1:]]


class Cached(_Remembering):
    """Keeps answers by method, path and query."""

    def key(self, scope: Scope) -> object:
        """Forget whose token it was."""
        has_token = any(name == b"authorization" for name, _ in scope["headers"])
        if scope["method"] != "GET" or not has_token:
            return None
        return scope["path"], scope["query_string"]


class SharedKeys(_Remembering):
    """Keeps answers by their Idempotency-Key."""

    def key(self, scope: Scope) -> object:
        """Forget whose key it was."""
        return dict(scope["headers"]).get(b"idempotency-key")
