"""Slugs made from names: readable, ASCII, one of a kind in their catalog; pure."""

import re
import unicodedata
from uuid import UUID

from galleria.catalog.fields import SLUG_LENGTH_MAX

SUFFIX_LENGTH = 10
_OTHERS = re.compile(r"[^a-z0-9]+")


def slug_of(name: str, *, otherwise: str) -> str:
    """Return the name as a slug; `otherwise` when no letter of it can be spelt in ASCII."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    plain = plain.encode("ascii", "ignore").decode().lower()
    slug = _OTHERS.sub("-", plain).strip("-")
    return slug[: SLUG_LENGTH_MAX - SUFFIX_LENGTH - 1].rstrip("-") or otherwise


def with_suffix(slug: str, owner_id: UUID) -> str:
    """Return the slug with the tail of its owner's id, which 40 random bits make unique."""
    return f"{slug}-{owner_id.hex[-SUFFIX_LENGTH:]}"


def free_slug(slug: str, owner_id: UUID, taken: set[str]) -> str:
    """Return the slug, suffixed if it is taken, and take it."""
    chosen = with_suffix(slug, owner_id) if slug in taken else slug
    taken.add(chosen)
    return chosen
