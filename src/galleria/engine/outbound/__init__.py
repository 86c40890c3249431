"""Calls to other people's servers: bounded in time and size, never redirected, never inward.

An address that is private, loopback or otherwise not the internet's is refused when the connection
is made, so no name can lead inside. A host that keeps failing is left alone for a while.
"""

from galleria.engine.outbound.calls import Answered, Outgoing
from galleria.engine.outbound.refusals import (
    CallFailed,
    HostResting,
    TargetRefused,
    UnsoundAnswer,
)
from galleria.engine.outbound.send import Outbound, open_outbound
from galleria.engine.outbound.targets import may_be_called, target_errors

__all__ = [
    "Answered",
    "CallFailed",
    "HostResting",
    "Outbound",
    "Outgoing",
    "TargetRefused",
    "UnsoundAnswer",
    "may_be_called",
    "open_outbound",
    "target_errors",
]
