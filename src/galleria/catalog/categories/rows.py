"""Categories as they are sent: new ones, changes to one, changes to many."""

from typing import Any, ClassVar, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.examples import EXAMPLE_ID
from galleria.base.free_json import JsonObject
from galleria.catalog.categories.filter import CategoryFilter
from galleria.catalog.fields import (
    CategoryName,
    Colour,
    ExternalKey,
    Icon,
    Seo,
    Slug,
    SortOrder,
    Text,
    Url,
    Version,
)

CategoryKind = Literal["manual", "smart"]
ProductOrder = Literal["manual", "name", "price", "-price", "newest"]


class CategoryFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null clears it. A cleared slug is made from the name anew.

    A smart category has the products that its filter finds, and none of its own; whoever becomes
    manual loses the filter. `product_order` is how its products are shown: `manual` has those first
    that were put in order by hand, the others behind them by sort order and name.

    The parent is named once, by id, by external key or by slug; with the last two it may be a
    category of the same call, in any order. No parent, or null: a category of the top level.
    """

    slug: Slug | UnsetType | None = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    parent_external_key: ExternalKey | UnsetType | None = UNSET
    parent_slug: Slug | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    colour: Colour | UnsetType | None = UNSET
    icon: Icon | UnsetType | None = UNSET
    image_url: Url | UnsetType | None = UNSET
    sort_order: SortOrder | UnsetType = UNSET
    metadata: JsonObject | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    kind: CategoryKind | UnsetType = UNSET
    filter: CategoryFilter | UnsetType | None = UNSET
    product_order: ProductOrder | UnsetType = UNSET
    seo: Seo | UnsetType | None = UNSET


class NewCategory(CategoryFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category to create."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "Shirts",
        "external_key": "shirts",
        "description": "With and without sleeves.",
        "colour": "#2f6fb0",
        "icon": "shirt",
        "product_order": "newest",
    }

    name: CategoryName
    external_key: ExternalKey | UnsetType | None = UNSET


class CategoryPatch(CategoryFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one category."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "Shirts and tops", "product_order": "price"}

    name: CategoryName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class CategoryChange(CategoryFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to one of many. With `version`, the row is refused as stale if it is another."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "category_id": EXAMPLE_ID, "version": 3, "name": "Shirts and tops",
    }  # fmt: skip

    category_id: UUID
    version: Version | None = None
    name: CategoryName | UnsetType = UNSET
    external_key: ExternalKey | UnsetType | None = UNSET


class KeyedCategory(CategoryFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category by its key at its source: created, or changed to what is given."""

    external_key: ExternalKey
    name: CategoryName


CategorySent = NewCategory | CategoryPatch | CategoryChange | KeyedCategory
