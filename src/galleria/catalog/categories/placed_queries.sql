-- Which products are in a category, and in which order. Writers hold the catalog's lock.

-- name: placed_products
-- Those of the catalog among these; how many categories each is in, and whether this is one.
SELECT
    product.product_id,
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
-- None of them is there yet. It is the primary category of those that had none.
WITH placed AS (
    INSERT INTO product_category (org_id, product_id, category_id, catalog_id)
    SELECT organization.org_id, wanted.wanted_id, :category_id, :catalog_id
    FROM organization, unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    WHERE organization.org_id = :org_id
    RETURNING product_id
)
UPDATE product
SET category_id = coalesce(product.category_id, :category_id),
    version = product.version + 1,
    updated_at = :now
FROM placed
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = placed.product_id
RETURNING
    product.product_id, product.version,
    product.category_id = :category_id AS is_primary_changed,
    product.category_id <> :category_id AS is_further_changed;

-- name: unplace_products
-- Where it was the primary category, the oldest of the others is it now.
WITH gone AS (
    DELETE FROM product_category
    USING unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    WHERE
        product_category.org_id = :org_id
        AND product_category.category_id = :category_id
        AND product_category.product_id = wanted.wanted_id
    RETURNING product_category.product_id
),
heir AS (
    SELECT
        product.product_id,
        product.category_id = :category_id AS was_primary,
        (
            SELECT other.category_id
            FROM product_category AS other
            WHERE
                other.org_id = :org_id
                AND other.product_id = product.product_id
                AND other.category_id <> :category_id
            ORDER BY other.category_id
            LIMIT 1
        ) AS category_id
    FROM gone
    JOIN product ON product.org_id = :org_id AND product.product_id = gone.product_id
)
UPDATE product
SET category_id = CASE WHEN heir.was_primary THEN heir.category_id ELSE product.category_id END,
    version = product.version + 1,
    updated_at = :now
FROM heir
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = heir.product_id
RETURNING
    product.product_id, product.version,
    heir.was_primary AS is_primary_changed,
    NOT heir.was_primary OR heir.category_id IS NOT NULL AS is_further_changed;

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
-- All of them are in the category; whoever is not named loses its place.
WITH place AS (
    SELECT coalesce(wanted.product_id, arranged.product_id) AS product_id, wanted.position
    FROM (
        SELECT product_id
        FROM product_category
        WHERE org_id = :org_id AND category_id = :category_id AND position IS NOT NULL
    ) AS arranged
    FULL JOIN unnest(:product_ids::uuid[]) WITH ORDINALITY AS wanted (product_id, position)
        ON wanted.product_id = arranged.product_id
)
UPDATE product_category
SET position = place.position
FROM place
WHERE
    product_category.org_id = :org_id
    AND product_category.category_id = :category_id
    AND product_category.product_id = place.product_id
    AND product_category.position IS DISTINCT FROM place.position;

-- name: touch_category
UPDATE category
SET version = version + 1, updated_at = :now
WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id = :category_id
RETURNING version;
