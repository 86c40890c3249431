"""Ids in the path of a special endpoint."""

from uuid import UUID

from galleria.base.call import Call
from galleria.base.refusals import NotFound


def id_in(call: Call, name: str) -> UUID:
    """Return an id of the path; what is none names nothing: NotFound."""
    try:
        return UUID(call.path_values[name])
    except ValueError:
        raise NotFound() from None
