"""HTML from templates in which everything is escaped unless it says that it is HTML already."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def template(name: str) -> Template:
    """Read `templates/NAME.html`, whose places are written `$place`."""
    path = files("galleria.faces").joinpath("templates", f"{name}.html")
    return Template(path.read_text(encoding="utf-8"))


def fill(page: Template, **values: str | int) -> Html:
    """Fill a template; every value that is not Html is escaped. A missing place is a KeyError."""
    return Html(page.substitute({name: escaped(value) for name, value in values.items()}))


def escaped(value: str | int) -> Html:
    """Return the value as it must stand in HTML, also inside a quoted attribute."""
    return value if isinstance(value, Html) else Html(escape(str(value)))


def joined(parts: Iterable[Html]) -> Html:
    """Return pieces of HTML one after the other."""
    return Html("".join(parts))
