"""Pictures, videos and mockups of a product or a variant."""

from typing import Literal

from msgspec import Struct

from galleria.catalog.fields import AltText, Url


class Media(Struct, frozen=True, forbid_unknown_fields=True):
    """What it shows, for those who do not see it, is in `alt_text`."""

    url: Url
    alt_text: AltText = ""
    kind: Literal["image", "video", "mockup"] = "image"
