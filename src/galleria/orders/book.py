"""What a batch of sales is priced by: offers and terms, and whose it may be."""

from uuid import UUID

from msgspec import Struct

from galleria.base.tx import ReadTx
from galleria.listing import Offer, Ref, read_offers
from galleria.orders.discounts import code_key
from galleria.orders.place_queries import known_customers
from galleria.orders.refs import ref_of
from galleria.orders.sale import Sale
from galleria.pricing import StoreTerms, terms_of


class Book(Struct, frozen=True):
    """What stores sell of what was asked for, and on which terms."""

    offers: dict[Ref, Offer]
    terms: dict[UUID, StoreTerms]
    customers: set[UUID]


async def read_book(tx: ReadTx, sales: list[Sale]) -> Book:
    """Return offers and terms for these sales; what is not the organization's is not in it.

    2 statements, one more where any names a customer, or goods by SKU or barcode.
    """
    refs = {ref_of(sale.store_id, line) for sale in sales for line in sale.lines}
    stores: set[UUID] = set()
    countries: set[str] = set()
    methods: set[str] = set()
    codes: set[str] = set()
    has_unsold = False
    for sale in sales:
        stores.add(sale.store_id)
        has_unsold = has_unsold or sale.posts_always
        if sale.shipping_address is not None:
            countries.add(sale.shipping_address.country)
        if sale.shipping_method is not None:
            methods.add(sale.shipping_method)
        if sale.discount_code is not None:
            codes.add(code_key(sale.discount_code))
    offers = await read_offers(tx, refs, has_unsold=has_unsold)
    terms = await terms_of(
        tx,
        store_ids=list(stores),
        countries=list(countries),
        shipping_codes=list(methods),
        discount_codes=list(codes),
    )
    named = list({sale.customer_id for sale in sales if sale.customer_id is not None})
    customers = await known_customers(tx, customer_ids=named) if named else []
    return Book(offers, terms, set(customers))
