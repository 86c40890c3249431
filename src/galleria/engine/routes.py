"""HTTP doors to events and jobs."""

from galleria.base.http import command
from galleria.engine.feed import list_audit_trail, read_feed

ROUTES = [
    command("GET", "/events", read_feed, permission="events:read"),
    command("GET", "/audit-trail", list_audit_trail, permission="events:read"),
]
