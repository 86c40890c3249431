"""Every shape, by its name. A new one is a file here and a line below."""

from galleria.ops.bench.shape import Shape

SHAPES: dict[str, Shape] = {shape.name: shape for shape in ()}
