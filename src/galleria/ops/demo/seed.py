"""Make the demo's two organizations, as their owners would: through the product's own front."""

import asyncio
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from galleria.app import REACTIONS, WORK
from galleria.base.config import Settings
from galleria.base.context import SYSTEM, Context
from galleria.base.log import Log
from galleria.base.tx import directory_transaction, transaction
from galleria.catalog import CatalogChoice, choose_catalog
from galleria.engine.vault import open_vault
from galleria.faces.demo_home import DEMO_FILE
from galleria.faces.home import HomeOrganization
from galleria.ops.demo.content import demo_organizations
from galleria.ops.demo.introduction import introduced
from galleria.ops.demo.payloads import set_up_of, store_of
from galleria.ops.demo.sandbox_beside import SandboxPlace, keep_place, port_of_sandbox
from galleria.ops.demo.seed_extras import choose, define_attributes, translate
from galleria.ops.demo.seed_selling import (
    be_paid,
    charge,
    fill_shelves,
    open_for_business,
    read_selling,
)
from galleria.ops.demo.shapes import DemoOrganization
from galleria.payments import Gateways
from galleria.process import Parts, open_parts, working
from galleria.setup import accept_set_up, finished_set_up, read_set_up
from galleria.tenants import (
    NewDomain,
    NewMember,
    NewOrganization,
    NewOwner,
    add_domain,
    create_member,
    create_organization,
    create_store,
)

REQUEST_ID = "demo"
READY_WITHIN_S = 60.0


async def seed(settings: Settings) -> tuple[HomeOrganization, ...]:
    """Make both organizations with stores, menus and logins; say how they introduce themselves."""
    assert settings.data is not None
    log = Log(sys.stderr)
    async with open_parts(settings, log, REACTIONS) as parts, working(parts, WORK):
        sandbox = SandboxPlace(port_of_sandbox(settings.port), {})
        made = [await _organization(parts, demo, sandbox) for demo in demo_organizations()]
    keep_place(settings.data, sandbox)
    _keep(settings.data / DEMO_FILE, made)
    return tuple(made)


async def _organization(
    parts: Parts, demo: DemoOrganization, sandbox: SandboxPlace
) -> HomeOrganization:
    password = secrets.token_urlsafe(9)
    owner, *others = demo.members
    created = await create_organization(
        parts.database,
        body=NewOrganization(
            name=demo.name, slug=demo.slug, owner=NewOwner(owner.email, owner.name)
        ),
        password=password,
    )
    for member in others:
        body = NewMember(email=member.email, name=member.name, role=member.role)
        await create_member(parts.database, organization=demo.slug, body=body, password=password)
    context = Context(created.org_id, SYSTEM, REQUEST_ID, datetime.now(UTC))
    async with transaction(parts.database, context) as tx:
        await define_attributes(tx, demo.extras)
        selling = read_selling()[demo.slug]
        await charge(tx, selling)
        gateways = Gateways(parts.outbound, open_vault(parts.settings))
        path = await be_paid(tx, gateways, selling, sandbox.url)
        sandbox.webhook_paths[selling.gateway] = path
    await _stores(parts, context, demo)
    return introduced(demo, password)


async def _stores(parts: Parts, context: Context, demo: DemoOrganization) -> None:
    first, *others = demo.stores
    body = set_up_of(demo)
    set_up = await read_set_up(body)
    async with directory_transaction(parts.database, context) as tx:
        accepted = await accept_set_up(tx, parts.storage, set_up=set_up, body=body)
    async with asyncio.timeout(READY_WITHIN_S):
        built = await finished_set_up(parts.database, context, job_id=accepted.job_id)
    async with transaction(parts.database, context) as tx:
        await translate(tx, built.catalog_id, demo.extras)
        await fill_shelves(tx, built.catalog_id, read_selling()[demo.slug])
    stores = [(built.store_id, first)]
    for other in others:
        async with directory_transaction(parts.database, context) as tx:
            store = await create_store(tx, body=store_of(other))
        async with transaction(parts.database, context) as tx:
            choice = CatalogChoice(built.catalog_id)
            await choose_catalog(tx, store_id=store.store_id, body=choice, if_match=0)
        stores.append((store.store_id, other))
    for store_id, store in stores:
        async with transaction(parts.database, context) as tx:
            await choose(tx, built.catalog_id, demo.extras, store.slug, store_id)
            await open_for_business(tx, store_id, store.kind, read_selling()[demo.slug])
        for domain in store.domains:
            async with directory_transaction(parts.database, context) as tx:
                await add_domain(tx, store_id=store_id, body=NewDomain(domain))


def _keep(file: Path, made: list[HomeOrganization]) -> None:
    """Write what the first page shows; it holds passwords, so it is its owner's alone."""
    file.touch(mode=0o600)
    file.write_bytes(msgspec.json.encode(made))
