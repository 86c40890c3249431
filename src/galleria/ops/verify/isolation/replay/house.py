"""Two organizations and the platform's staff at a real application, in this process."""

import asyncio
import io
import secrets
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from galleria import app as product
from galleria import tenants
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.endpoints import Endpoint
from galleria.base.log import Log
from galleria.base.shell import App
from galleria.base.tx import platform_transaction
from galleria.engine.sequencer_queries import place_events
from galleria.ops.errors import OperatorError
from galleria.ops.verify.isolation.replay.pair import CANARY, House, Visitor
from galleria.ops.verify.isolation.replay.requests import Request, send
from galleria.process import Parts, open_parts, working
from galleria.tenants import NewOrganization, NewOwner

EVENTS_AT_ONCE = 1_000
JOB_WITHIN_S = 30
JOB_POLL_S = 0.02


@asynccontextmanager
async def opened_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """Open what the application needs, with a folder for objects that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="galleria-isolation-") as folder:
        settings = replace(settings, storage_url=str(Path(folder)), log_sample=0.0)
        # What goes wrong is told by the replay; the log of refusals would only bury it.
        async with open_parts(settings, Log(io.StringIO()), product.REACTIONS) as parts:
            yield parts


def application(parts: Parts, endpoints: Sequence[Endpoint]) -> App:
    """Assemble the application; no worker and no sequencer runs beside the replays."""
    return product.assemble(parts, list(endpoints))


async def open_house(app: App, parts: Parts) -> House:
    """Found both organizations and let everybody sign in."""
    database = parts.database
    return House(
        app=app,
        place_events=partial(_place_events, database),
        finish=partial(_finish, parts),
        owner=await _founded(app, database, CANARY),
        other=await _founded(app, database, "of-the-second"),
        staff=await _staff(app, database),
    )


async def _place_events(database: Database) -> None:
    async with platform_transaction(database) as tx:
        while await place_events(tx, listened=[], limit=EVENTS_AT_ONCE):
            pass


async def _finish(parts: Parts, job_id: str) -> None:
    async with asyncio.timeout(JOB_WITHIN_S), working(parts, product.WORK):
        while not await _has_ended(parts.database, UUID(job_id)):  # noqa: ASYNC110  # Rows tell.
            await asyncio.sleep(JOB_POLL_S)


async def _has_ended(database: Database, job_id: UUID) -> bool:
    async with platform_transaction(database) as tx:
        return await tx.connection.fetchval(
            "SELECT EXISTS (SELECT FROM job_done WHERE job_id = $1)", job_id
        )


def at(app: App, house: House) -> House:
    """Return the same people at another application over the same database."""
    return replace(
        house,
        app=app,
        owner=replace(house.owner, app=app),
        other=replace(house.other, app=app),
        staff=replace(house.staff, app=app),
    )


async def _founded(app: App, database: Database, prefix: str) -> Visitor:
    slug, password = f"{prefix}-{secrets.token_hex(6)}", secrets.token_hex(12)
    email = f"{prefix}-{secrets.token_hex(6)}@example.com"
    body = NewOrganization(name=slug, slug=slug, owner=NewOwner(email, slug))
    await tenants.create_organization(database, body=body, password=password)
    return await _signed_in(app, email, password, prefix)


async def _staff(app: App, database: Database) -> Visitor:
    email, password = f"staff-{secrets.token_hex(6)}@example.com", secrets.token_hex(12)
    await tenants.create_platform_member(
        database, email=email, role="super_admin", password=password
    )
    return await _signed_in(app, email, password, "staff")


async def _signed_in(app: App, email: str, password: str, prefix: str) -> Visitor:
    body = {"email": email, "password": password}
    response = await send(app, Request(method="POST", path="/login", body=body), token=None)
    if response.status != 200:
        raise OperatorError(f"POST /login: {response.status} {response.body.decode()}")
    signed_in: dict[str, Any] = response.json()
    return Visitor(
        app=app,
        token=signed_in["token"],
        org_id=UUID(signed_in["org_id"]) if signed_in["org_id"] else None,
        slug=signed_in["organization"] or "",
        email=email,
        password=password,
        member_id=signed_in["member_id"] or "",
        prefix=prefix,
    )
