"""Group commit: all sales of an organization go through one lane a process, a batch a transaction.

No timer: while one batch commits, arrivals wait, and the next batch takes everyone who waits. So an
idle shop pays nothing, and a rush commits a hundred orders at once.
"""

from galleria.engine.lanes.lanes import Lanes

__all__ = ["Lanes"]
