"""A mall for measurements: organizations with as many products as wanted, written within minutes.

The rows go straight into the tables and say what the use cases would have written: products,
variants, categories, and the read model by the very function that the product builds it with. What
is made is a likely shop: words with Zipf's frequencies, brands, a tree of categories, tags,
attributes, barcodes. The same number is the same product in every run.
"""

from galleria.ops.bench.mall.copies import add_copies, copies_of
from galleria.ops.bench.mall.feed import write_feed
from galleria.ops.bench.mall.fill import define_attributes, fill
from galleria.ops.bench.mall.goods import CATALOG_CURRENCY, Good, Goods, barcode_of
from galleria.ops.bench.mall.stall import Stall, found_stall, open_stall
from galleria.ops.bench.mall.words import COLOURS

__all__ = [
    "CATALOG_CURRENCY",
    "COLOURS",
    "Good",
    "Goods",
    "Stall",
    "add_copies",
    "barcode_of",
    "copies_of",
    "define_attributes",
    "fill",
    "found_stall",
    "open_stall",
    "write_feed",
]
