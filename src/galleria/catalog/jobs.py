"""The chores of the catalog."""

from galleria.catalog.by_filter.jobs import ChangeManyProducts
from galleria.catalog.by_filter.run import change_many_products, give_up_change
from galleria.catalog.products.publish import PublishDue, publish_due
from galleria.engine.kinds import job

JOBS = [
    job(PublishDue, publish_due),
    job(ChangeManyProducts, change_many_products, on_failed=give_up_change),
]
