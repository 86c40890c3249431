"""Every shape, by its name. A new one is a file here and a line below."""

from galleria.ops.bench.shape import Shape
from galleria.ops.bench.shapes.bulk_price import BULK_PRICE
from galleria.ops.bench.shapes.bulk_update import BULK_UPDATE
from galleria.ops.bench.shapes.checkout_flow import CHECKOUT_FLOW
from galleria.ops.bench.shapes.cold_start import COLD_START
from galleria.ops.bench.shapes.deep_page import DEEP_PAGE
from galleria.ops.bench.shapes.idempotent_replay import IDEMPOTENT_REPLAY
from galleria.ops.bench.shapes.import_100k import IMPORT_100K
from galleria.ops.bench.shapes.import_beside_shoppers import IMPORT_BESIDE_SHOPPERS
from galleria.ops.bench.shapes.jobs_latency import JOBS_LATENCY
from galleria.ops.bench.shapes.list_products import LIST_PRODUCTS
from galleria.ops.bench.shapes.rush import RUSH
from galleria.ops.bench.shapes.scan import SCAN
from galleria.ops.bench.shapes.search import SEARCH
from galleria.ops.bench.shapes.sell_hot import SELL_HOT
from galleria.ops.bench.shapes.sell_lane import SELL_LANE
from galleria.ops.bench.shapes.sell_many import SELL_MANY
from galleria.ops.bench.shapes.sell_spread import SELL_SPREAD
from galleria.ops.bench.shapes.setup_store import SETUP_STORE
from galleria.ops.bench.shapes.webhooks import WEBHOOKS

SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        SETUP_STORE,
        BULK_UPDATE,
        JOBS_LATENCY,
        COLD_START,
        IMPORT_100K,
        IMPORT_BESIDE_SHOPPERS,
        LIST_PRODUCTS,
        SEARCH,
        SCAN,
        DEEP_PAGE,
        BULK_PRICE,
        SELL_HOT,
        SELL_LANE,
        SELL_SPREAD,
        SELL_MANY,
        CHECKOUT_FLOW,
        IDEMPOTENT_REPLAY,
        RUSH,
        WEBHOOKS,
    )
}
