"""The chores of the catalog."""

from galleria.catalog.products.publish import PublishDue, publish_due
from galleria.engine.kinds import job

JOBS = [job(PublishDue, publish_due)]
