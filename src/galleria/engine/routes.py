"""HTTP doors to events and jobs."""

from uuid import UUID

from galleria.base.call import Answer, Call
from galleria.base.http import Access, command, special
from galleria.base.refusals import Invalid, NotFound, TooManyRequests
from galleria.base.sse import MEDIA_TYPE, event_stream
from galleria.engine.audit_trail import list_audit_trail
from galleria.engine.feed import FeedEvent, read_feed
from galleria.engine.feed_stream import StreamQuery, stream_events
from galleria.engine.job_status import JobStatus, cancel_job, get_job, list_jobs, watch_job


async def stream_job(call: Call) -> Answer:
    """Stream a job's status as server-sent events, now and at every change, until it has ended."""
    try:
        job_id = UUID(call.path_values["job_id"])
    except ValueError:
        raise NotFound("There is no such job.") from None
    async with call.reading() as tx:
        await get_job(tx, job_id=job_id)
    watched = watch_job(call.database, call.tenant, job_id, call.drain)
    return event_stream("status", watched, call.drain)


ROUTES = [
    command("GET", "/events", read_feed, permission="events:read"),
    special(
        "GET",
        "/events/stream",
        stream_events,
        access=Access.CALLER,
        permission="events:read",
        query=StreamQuery,
        result=FeedEvent,
        refusals=(Invalid, TooManyRequests),
        media_type=MEDIA_TYPE,
    ),
    command("GET", "/audit-trail", list_audit_trail, permission="events:read"),
    command("GET", "/jobs", list_jobs, permission="jobs:read"),
    command("GET", "/jobs/{job_id}", get_job, permission="jobs:read"),
    command("POST", "/jobs/{job_id}/cancel", cancel_job, permission="jobs:write"),
    special(
        "GET",
        "/jobs/{job_id}/stream",
        stream_job,
        access=Access.CALLER,
        permission="jobs:read",
        result=JobStatus,
        refusals=(NotFound,),
        media_type=MEDIA_TYPE,
    ),
]
