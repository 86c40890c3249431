"""Pictures drawn by the project: any kind and slug give one small, steady SVG illustration."""

from galleria.faces.pictures.draw import KINDS, PICTURE_BYTES_MAX, picture_svg

__all__ = ["KINDS", "PICTURE_BYTES_MAX", "picture_svg"]
