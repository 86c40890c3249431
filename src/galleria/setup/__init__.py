"""A store with its whole menu from one request: checked at once, built by a job, or not at all.

The request is accepted (every error named, nothing written) and answered with a job; a worker then
builds store, catalog, categories and items in one transaction. A failed set-up leaves nothing.
"""

from galleria.setup.build import build_store, release_reserved
from galleria.setup.jobs import BuildStore

__all__ = ["BuildStore", "build_store", "release_reserved"]
