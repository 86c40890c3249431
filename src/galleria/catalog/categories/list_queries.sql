-- Categories as they are read, one by one, level by level, or all.

-- name: find_category
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version, created_at,
    updated_at
FROM category
WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id = :category_id;

-- name: breadcrumbs_of
-- From the top to the category itself.
WITH RECURSIVE upwards AS (
    SELECT category.category_id, category.parent_id, category.name, category.slug, 0 AS steps
    FROM category
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.category_id = :category_id
    UNION ALL
    SELECT above.category_id, above.parent_id, above.name, above.slug, upwards.steps + 1
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id
        AND above.catalog_id = :catalog_id
        AND above.category_id = upwards.parent_id
)
SELECT category_id, name, slug
FROM upwards
ORDER BY steps DESC;

-- name: categories_after
-- Ids sort by the time they were made; index (org_id, catalog_id, category_id).
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version, created_at,
    updated_at
FROM category
WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id > :after
ORDER BY category_id
LIMIT :rows_max;

-- name: subcategories_after
-- As a menu shows them; index category_by_parent. IS NOT DISTINCT FROM would not use it, so the
-- top level has its own statement.
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version, created_at,
    updated_at
FROM category
WHERE
    org_id = :org_id
    AND catalog_id = :catalog_id
    AND parent_id = :parent_id
    AND (sort_order, name, category_id) > (:sort_order, :name, :after)
ORDER BY sort_order, name, category_id
LIMIT :rows_max;

-- name: top_categories_after
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version, created_at,
    updated_at
FROM category
WHERE
    org_id = :org_id
    AND catalog_id = :catalog_id
    AND parent_id IS NULL
    AND (sort_order, name, category_id) > (:sort_order, :name, :after)
ORDER BY sort_order, name, category_id
LIMIT :rows_max;

-- name: whole_tree
-- In the order of a menu within each parent; CATEGORIES_MAX bounds it.
SELECT category_id, parent_id, name, slug, sort_order, is_active, kind, version
FROM category
WHERE org_id = :org_id AND catalog_id = :catalog_id
ORDER BY sort_order, name, category_id;
