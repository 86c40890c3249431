"""What the table of Stripe's calls is made of."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from galleria.ops.sandbox.calling import Params
from galleria.ops.sandbox.kept import Kept
from galleria.ops.sandbox.stripe_book import StripeBook
from galleria.ops.sandbox.stripe_errors import missing

T = TypeVar("T")


class Done(Struct, frozen=True):
    """The answer, and the amount whose conduct its webhooks follow."""

    answer: Struct
    amount: int = 0


class ListObject(Struct, frozen=True):
    """A page of a list."""

    data: list[Any]
    url: str
    has_more: bool = False
    object: str = "list"


class Call(Struct, frozen=True):
    """`do` gets the book, the name in the path, the parameters, and where pay pages are."""

    method: str
    path: str
    do: Callable[[StripeBook, str, Params, str], Done]


def found_in(kept: Kept[T], ref: str, kind: str, param: str) -> T:
    """Return what has that name; StripeError when this account has none."""
    found = kept.get(ref)
    if found is None:
        raise missing(kind, ref, param)
    return found
