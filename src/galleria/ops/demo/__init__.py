"""The demo: two invented merchants, a café and a gift shop, generated the same way every time.

`demo_organizations()` is their whole content; nothing is read from the network or from real data.
"""

from galleria.ops.demo.content import demo_organizations
from galleria.ops.demo.shapes import (
    DemoBranding,
    DemoCategory,
    DemoItem,
    DemoMember,
    DemoOption,
    DemoOrganization,
    DemoStore,
    DemoVariant,
)

__all__ = [
    "DemoBranding",
    "DemoCategory",
    "DemoItem",
    "DemoMember",
    "DemoOption",
    "DemoOrganization",
    "DemoStore",
    "DemoVariant",
    "demo_organizations",
]
