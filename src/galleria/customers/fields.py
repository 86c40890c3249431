"""What the fields of a customer may hold."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from galleria.tenants import Email

_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
ADDRESSES_MAX = 20

CustomerEmail = Email
CustomerName = Annotated[str, Meta(max_length=200, pattern=_LINE, examples=["Ada Lovelace"])]
CustomerPhone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+()./ -]*$(?!\n)")]
CustomerState = Literal["active", "disabled"]
Line = Annotated[str, Meta(max_length=200, pattern=_LINE)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", examples=["DE"])]


class Address(Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody is. `country` by ISO 3166, `region` by its part of ISO 3166-2 ("CA")."""

    country: Country
    name: Line = ""
    company: Line = ""
    line1: Line = ""
    line2: Line = ""
    city: Line = ""
    region: Annotated[str, Meta(max_length=10, pattern=_LINE)] = ""
    postcode: Annotated[str, Meta(max_length=20, pattern=_LINE)] = ""
    phone: CustomerPhone = ""


Addresses = Annotated[list[Address], Meta(max_length=ADDRESSES_MAX)]
