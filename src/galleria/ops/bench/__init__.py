"""Named load shapes, each measured beside its limit in the same run, and audited afterwards.

`galleria bench list` names them, `galleria bench run SHAPE…` measures. A shape is one file in
`shapes/`; what all of them share stands here.
"""

from galleria.ops.bench.command import list_shapes, run_shapes

__all__ = ["list_shapes", "run_shapes"]
