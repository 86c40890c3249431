"""HTTP doors to set-ups."""

from galleria.base.http import Access, special
from galleria.engine.idempotency import InFlight, KeyReused
from galleria.setup.accept import AcceptedSetUp, set_up_store
from galleria.setup.payload import PAYLOAD_BYTES_MAX, SetUp

ROUTES = [
    special(
        "POST",
        "/store-setups",
        set_up_store,
        access=Access.CALLER,
        permission="stores:write",
        body=SetUp,
        result=AcceptedSetUp,
        status=202,
        refusals=(InFlight, KeyReused),
        body_bytes_max=PAYLOAD_BYTES_MAX,
        timeout_s=120.0,
        idempotent=True,
    ),
]
