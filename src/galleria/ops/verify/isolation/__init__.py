"""`galleria verify isolation`: that no organization sees, changes or learns of another's.

Four detectors (lint of the catalog, generated attacks, a reading of every statement, the replay
of every operation) look at the product as it is, and then at seeded faults that each must notice.
"""

from galleria.ops.verify.isolation.run import Subject, run, verify

__all__ = ["Subject", "run", "verify"]
