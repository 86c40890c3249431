"""The HTTP edge as tests need it: on a real database, with whoever is to be believed."""

from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.http import Edge
from galleria.base.identity import Resolver
from galleria.base.log import Log
from galleria.engine import idempotency
from galleria.engine.lanes import Lanes


def an_edge(database: Database, resolver: Resolver, services: Services | None = None) -> Edge:
    """Return an edge with lanes of its own."""
    log = Log()
    lanes = Lanes(database, log, batches_max=4, is_on=True)
    services = services or Services({})
    return Edge(database, resolver, idempotency, lanes, services, Settings(), log)
