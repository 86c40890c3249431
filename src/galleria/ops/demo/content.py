"""All of the demo's content, generated: the same bytes on every machine, nothing from outside."""

from galleria.ops.demo.cafe import cafe
from galleria.ops.demo.gift_shop import gift_shop
from galleria.ops.demo.shapes import DemoOrganization


def demo_organizations() -> tuple[DemoOrganization, ...]:
    """Generate the café (75 items) and the gift shop (1,000 products); about 50 ms."""
    return (cafe(), gift_shop())
