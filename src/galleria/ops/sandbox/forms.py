"""Stripe's forms: `line_items[0][price_data][currency]=eur` becomes nested objects and lists."""

from typing import Any, cast
from urllib.parse import parse_qsl

from galleria.ops.sandbox.stripe_errors import StripeError

FIELDS_MAX = 500


def parse_form(text: str) -> dict[str, Any]:
    """Return a form's fields, nested; StripeError for names that contradict each other."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError:
        raise StripeError(400, "Invalid request: the form could not be read.") from None
    root: dict[str, Any] = {}
    for name, value in pairs:
        _put(root, _keys(name), value)
    return cast(dict[str, Any], _with_lists(root))


def _keys(name: str) -> list[str]:
    first, _, rest = name.partition("[")
    if not rest:
        return [first]
    return [first, *rest.removesuffix("]").split("][")]


def _put(root: dict[str, Any], keys: list[str], value: str) -> None:
    inside = root
    for key in keys[:-1]:
        step = inside.setdefault(key or str(len(inside)), {})
        if not isinstance(step, dict):
            raise StripeError(400, f"Invalid {keys[0]}: it is given twice.", param=keys[0])
        inside = cast(dict[str, Any], step)
    inside[keys[-1] or str(len(inside))] = value


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inside = {key: _with_lists(it) for key, it in cast(dict[str, Any], value).items()}
    if inside and all(key.isdigit() for key in inside):
        return [inside[key] for key in sorted(inside, key=int)]
    return inside
