"""Reads: endpoints, and the log of what was delivered to them."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.webhooks import delivery_queries
from galleria.webhooks.create_endpoint import ENDPOINTS_MAX
from galleria.webhooks.delivery_queries import DeliveryRow
from galleria.webhooks.queries import endpoints_after, find_endpoint
from galleria.webhooks.rows import Deliveries, Delivery, DeliveryState, Try, WebhookEndpoint

BEFORE_ALL = UUID(int=0)


class DeliveryQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Which deliveries; every filter given must hold."""

    state: DeliveryState | None = None
    type: Annotated[str, Meta(max_length=100)] | None = None


class _Position(Struct, frozen=True):
    id: UUID


async def list_webhook_endpoints(tx: ReadTx, *, query: PageQuery) -> Page[WebhookEndpoint]:
    """Return the organization's endpoints, oldest first; never a secret."""
    position = query.after(_Position)
    rows = await endpoints_after(
        tx,
        after=position.id if position else BEFORE_ALL,
        rows_max=query.limit + 1,
        now=tx.context.now,
    )
    return page(rows, query.limit, _place_of_endpoint)


async def read_webhook_endpoint(tx: ReadTx, *, endpoint_id: UUID) -> WebhookEndpoint:
    """Return one endpoint; NotFound."""
    endpoint = await find_endpoint(tx, endpoint_id=endpoint_id, now=tx.context.now)
    if endpoint is None:
        raise NotFound()
    return endpoint


async def list_deliveries(tx: ReadTx, *, endpoint_id: UUID, query: DeliveryQuery) -> Page[Delivery]:
    """Return what was and will be delivered to an endpoint, newest event first; NotFound.

    Those that failed are found at once; another rare state or type may take long.
    """
    await read_webhook_endpoint(tx, endpoint_id=endpoint_id)
    position = query.after(_Position)
    before = position.id if position else None
    rows_max = query.limit + 1
    if query.state == "failed":
        rows = await delivery_queries.newest_failed_deliveries(
            tx, endpoint_id=endpoint_id, before=before, type=query.type, rows_max=rows_max
        )
    else:
        rows = await delivery_queries.newest_deliveries(
            tx,
            endpoint_id=endpoint_id,
            before=before,
            state=query.state,
            type=query.type,
            rows_max=rows_max,
        )
    return page([shown(row) for row in rows], query.limit, _place_of_delivery)


async def read_delivery(tx: ReadTx, *, endpoint_id: UUID, event_id: UUID) -> Delivery:
    """Return what became of one event at one endpoint; NotFound."""
    row = await delivery_queries.find_delivery(tx, endpoint_id=endpoint_id, event_id=event_id)
    if row is None:
        raise NotFound()
    return shown(row)


async def list_deliveries_of_event(tx: ReadTx, *, event_id: UUID) -> Deliveries:
    """Return an event's deliveries, one an endpoint; there are few. NotFound when there is none."""
    rows = await delivery_queries.deliveries_of_event(
        tx, event_id=event_id, rows_max=2 * ENDPOINTS_MAX
    )
    if not rows:
        raise NotFound()
    return Deliveries([shown(row) for row in rows])


def _place_of_endpoint(endpoint: WebhookEndpoint) -> _Position:
    return _Position(endpoint.endpoint_id)


def _place_of_delivery(delivery: Delivery) -> _Position:
    return _Position(delivery.event_id)


def shown(row: DeliveryRow) -> Delivery:
    """Return a delivery as it is shown."""
    return Delivery(
        row.endpoint_id,
        row.event_id,
        row.recorded_at,
        row.type,
        row.state,
        row.attempt,
        row.due_at,
        msgspec.json.decode(row.tries, type=list[Try]),
    )
