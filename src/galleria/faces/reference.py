"""The API reference: one page that reads the OpenAPI document and asks nothing of other hosts."""

from galleria.faces.assets import asset_url
from galleria.faces.home import OPENAPI_PATH
from galleria.faces.html import fill, template


def render_reference() -> str:
    """Render the reference's frame; its script draws the rest from the OpenAPI document."""
    return fill(
        template("reference"),
        logo=asset_url("logo.svg"),
        base_css=asset_url("base.css"),
        reference_css=asset_url("reference/reference.css"),
        main_js=asset_url("reference/main.js"),
        openapi=OPENAPI_PATH,
    )
