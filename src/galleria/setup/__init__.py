"""A store with its whole menu from one request: checked at once, built by a job, or not at all.

The request is accepted (every error named, nothing written) and answered with a job; a worker then
builds store, catalog, categories and items in one transaction. A failed set-up leaves nothing.
"""

from galleria.engine.kinds import job
from galleria.setup.accept import AcceptedSetUp, SetUpGate, accept_set_up
from galleria.setup.build import BuiltStore, build_store, finished_set_up, release_reserved
from galleria.setup.jobs import BuildStore
from galleria.setup.payload import SetUp, StoreToSetUp, read_set_up

JOBS = [job(BuildStore, build_store, on_failed=release_reserved)]

__all__ = [
    "JOBS",
    "AcceptedSetUp",
    "BuildStore",
    "BuiltStore",
    "SetUp",
    "SetUpGate",
    "StoreToSetUp",
    "accept_set_up",
    "finished_set_up",
    "read_set_up",
]
