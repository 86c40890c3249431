"""Translations as they are sent, as they are kept, and as they are read."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from galleria.base.examples import EXAMPLE_ID
from galleria.catalog.fields import CategoryName, ExternalKey, ProductName, Seo, Slug, Text

Locale = Annotated[str, Meta(min_length=2, max_length=35, examples=["de"])]


class ProductTranslationSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a product is called in one language: the whole. What is left out is as without it.

    Without a slug, one is made from the name.
    """

    name: ProductName | None = None
    slug: Slug | None = None
    description: Text | None = None
    seo: Seo | None = None


class CategoryTranslationSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a category is called in one language: the whole. What is left out is as without it.

    Without a slug, one is made from the name.
    """

    name: CategoryName | None = None
    slug: Slug | None = None
    description: Text | None = None


class ProductTranslationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of many, named by `product_id` or by `external_key`. What is left out stays.

    Null: as the product itself says; a cleared slug is made from the name anew. A translation that
    says nothing any more is deleted.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "locale": "de-DE", "product_id": EXAMPLE_ID, "name": "Blauer Becher",
    }  # fmt: skip

    locale: Locale
    product_id: UUID | None = None
    external_key: ExternalKey | None = None
    name: ProductName | UnsetType | None = UNSET
    slug: Slug | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    seo: Seo | UnsetType | None = UNSET


class CategoryTranslationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of many, named by `category_id` or by `external_key`. What is left out stays.

    Null: as the category itself says; a cleared slug is made from the name anew. A translation
    that says nothing any more is deleted.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "locale": "de-DE", "category_id": EXAMPLE_ID, "name": "Becher",
    }  # fmt: skip

    locale: Locale
    category_id: UUID | None = None
    external_key: ExternalKey | None = None
    name: CategoryName | UnsetType | None = UNSET
    slug: Slug | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET


TranslationSent = (
    ProductTranslationSent
    | CategoryTranslationSent
    | ProductTranslationChange
    | CategoryTranslationChange
)


class ProductTranslation(Struct, frozen=True):
    """Null: as the product itself says."""

    locale: str
    name: str | None
    slug: str | None
    description: str | None
    seo: Seo
    updated_at: datetime


class CategoryTranslation(Struct, frozen=True):
    """Null: as the category itself says."""

    locale: str
    name: str | None
    slug: str | None
    description: str | None
    updated_at: datetime


class ProductTranslations(Struct, frozen=True):
    """Every translation of a product, by locale; there are few."""

    items: list[ProductTranslation]


class CategoryTranslations(Struct, frozen=True):
    """Every translation of a category, by locale; there are few."""

    items: list[CategoryTranslation]


class Owner(Struct, frozen=True):
    """The product or category that is translated."""

    owner_id: UUID
    external_key: str | None
    slug: str
    version: int


class TranslationRow(Struct, frozen=True):
    """A translation as writers see it; a category's has no `seo`."""

    owner_id: UUID
    locale: str
    name: str | None = None
    slug: str | None = None
    description: str | None = None
    seo: Raw | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing, which is the same as none."""
        return not any(getattr(self, name) is not None for name in SAID)


SAID = ("name", "slug", "description", "seo")


class SlugHolder(Struct, frozen=True):
    """Whose slug it is in a locale; in '', whose own."""

    locale: str
    slug: str
    owner_id: UUID


class TranslationRead(Struct, frozen=True):
    """A translation as it is read. Without a locale: there is none, of one that is there."""

    locale: str | None
    name: str | None
    slug: str | None
    description: str | None
    seo: Raw | None
    updated_at: datetime | None

    def of_product(self) -> ProductTranslation:
        """Return it as a product's."""
        assert self.locale is not None
        assert self.updated_at is not None
        seo = Seo() if self.seo is None else msgspec.json.decode(self.seo, type=Seo)
        return ProductTranslation(
            self.locale, self.name, self.slug, self.description, seo, self.updated_at
        )

    def of_category(self) -> CategoryTranslation:
        """Return it as a category's."""
        assert self.locale is not None
        assert self.updated_at is not None
        return CategoryTranslation(
            self.locale, self.name, self.slug, self.description, self.updated_at
        )
