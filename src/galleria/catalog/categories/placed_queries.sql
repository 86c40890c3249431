-- Which products are in a category, and in which order. Writers hold the catalog's lock.

-- name: placed_products
-- Those of the catalog among these: whether this is one of their categories, the primary one, and
-- in how many they are.
SELECT
    product.product_id, product.version,
    product.category_id IS NOT NULL AS has_primary,
    coalesce(product.category_id = :category_id, false) AS is_primary,
    EXISTS (
        SELECT FROM product_category AS here
        WHERE
            here.org_id = :org_id
            AND here.product_id = product.product_id
            AND here.category_id = :category_id
    ) AS is_here,
    (
        SELECT count(*) FROM product_category AS placed
        WHERE placed.org_id = :org_id AND placed.product_id = product.product_id
    ) AS categories
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: place_products
-- None of them is there yet. It is the primary category of those that had none. Both halves join
-- the ids: of what a half returns, the planner expects one row and compares every row with every.
WITH placed AS (
    INSERT INTO product_category (org_id, product_id, category_id, catalog_id)
    SELECT organization.org_id, wanted.wanted_id, :category_id, :catalog_id
    FROM organization, unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    WHERE organization.org_id = :org_id
)
UPDATE product
SET category_id = coalesce(product.category_id, :category_id),
    version = product.version + 1,
    updated_at = :now
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: unplace_products
-- All of them are there. Where it was the primary category, the oldest of the others is it now.
WITH gone AS (
    DELETE FROM product_category
    USING unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    WHERE
        product_category.org_id = :org_id
        AND product_category.category_id = :category_id
        AND product_category.product_id = wanted.wanted_id
)
UPDATE product
SET category_id = CASE
        WHEN product.category_id = :category_id THEN (
            SELECT other.category_id
            FROM product_category AS other
            WHERE
                other.org_id = :org_id
                AND other.product_id = product.product_id
                AND other.category_id <> :category_id
            ORDER BY other.category_id
            LIMIT 1
        )
        ELSE product.category_id
    END,
    version = product.version + 1,
    updated_at = :now
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: arranged_products
-- Those that were put in order by hand; index product_category_in_order.
SELECT product_category.product_id, product.name
FROM product_category
JOIN product
    ON product.org_id = :org_id
    AND product.product_id = product_category.product_id
WHERE
    product_category.org_id = :org_id
    AND product_category.category_id = :category_id
    AND product_category.position IS NOT NULL
ORDER BY product_category.position, product_category.product_id;

-- name: arrange_products
-- All of them are in the category; a position of NULL: it has none any more.
UPDATE product_category
SET position = wanted.position
FROM unnest(:product_ids::uuid[], :positions::int[]) AS wanted (product_id, position)
WHERE
    product_category.org_id = :org_id
    AND product_category.category_id = :category_id
    AND product_category.product_id = wanted.product_id;

-- name: touch_category
UPDATE category
SET version = version + 1, updated_at = :now
WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id = :category_id
RETURNING version;
