"""Draw a picture: the drawing of its kind, in the palette and pattern of its slug."""

import tomllib
import zlib
from html import escape
from importlib.resources import files
from string import Template

from msgspec import Struct, convert

from galleria.faces.pictures.colours import Ink, ink_of, pattern_of

PICTURE_BYTES_MAX = 3_000
TITLE_CHARS_MAX = 120


class Drawing(Struct, frozen=True, forbid_unknown_fields=True):
    """SVG fragments with `$colour` places; `body` is one path's data, filled and patterned."""

    back: str = ""
    body: str = ""
    front: str = ""


def picture_svg(*, kind: str, slug: str, title: str = "") -> str:
    """Draw the thing `kind` in the manner of `slug`; the same words always give the same bytes.

    Without a `title` the slug is read out instead. An unknown kind is drawn as a gift box.
    """
    ink = ink_of(slug)
    name = escape((title or _spoken(slug))[:TITLE_CHARS_MAX])
    return _FRAME.substitute(
        title=name,
        ground=ink.ground,
        glow=ink.glow,
        dark=ink.dark,
        light=ink.light,
        pattern=pattern_of(slug),
        turn=zlib.crc32(slug.encode()) % 4 * 90,
        drawing=_inked(_DRAWINGS.get(kind, _DRAWINGS["gift"]), ink),
    )


def _inked(drawing: Drawing, ink: Ink) -> str:
    body = drawing.body and (
        f'<defs><path id="b" d="{drawing.body}"/></defs><use href="#b" fill="{ink.body}"/>'
        '<use href="#b" fill="url(#p)"/><use href="#b" fill="url(#s)"/>'
    )
    fragment = Template(drawing.back + body + drawing.front).substitute(
        ground=ink.ground,
        body=ink.body,
        shade=ink.shade,
        accent=ink.accent,
        dark=ink.dark,
        light=ink.light,
    )
    return fragment.replace('class="steam"', _STEAM)


def _spoken(slug: str) -> str:
    return slug.replace("-", " ").strip().capitalize()


def _read_drawings() -> dict[str, Drawing]:
    folder = files("galleria.faces.pictures")
    return {
        kind: convert(drawing, Drawing)
        for name in ("cafe", "home", "gifts")
        for kind, drawing in tomllib.loads(folder.joinpath(f"{name}.toml").read_text()).items()
    }


_STEAM = 'fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".85"'
_FRAME = Template(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" role="img" '
    'aria-labelledby="t"><title id="t">$title</title><defs>'
    '<pattern id="p" width="30" height="30" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(-12)"><g fill="$light" opacity=".28">$pattern</g></pattern>'
    '<linearGradient id="s"><stop offset=".45" stop-color="$dark" stop-opacity="0"/>'
    '<stop offset="1" stop-color="$dark" stop-opacity=".2"/></linearGradient></defs>'
    '<rect width="320" height="320" fill="$ground"/>'
    '<path d="M160 28c70 0 132 52 132 126s-56 132-136 132S28 232 28 158 90 28 160 28z" '
    'fill="$glow" transform="rotate($turn 160 160)"/>'
    '<ellipse cx="160" cy="258" rx="104" ry="10" fill="$dark" opacity=".12"/>$drawing</svg>'
)
_DRAWINGS = _read_drawings()
KINDS = frozenset(_DRAWINGS)
