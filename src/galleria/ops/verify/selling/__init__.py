"""`galleria verify selling`: shops that sell while everything dies, and a checker of the history.

Buyers and staff act at random over HTTP at two API processes, from a seed; processes and PostgreSQL
are killed, replies dropped, keys sent twice at once. A reader checks every snapshot, and at the end
what is there is held against every answer that was given.
"""

from galleria.ops.verify.selling.acting import Chaos, Wanted
from galleria.ops.verify.selling.faults import FAULTS, NEEDS_CRASHES
from galleria.ops.verify.selling.history import Audit, audit
from galleria.ops.verify.selling.run import Simulation, simulate

__all__ = ["FAULTS", "NEEDS_CRASHES", "Audit", "Chaos", "Simulation", "Wanted", "audit", "simulate"]
