-- What a file leaves out.

-- name: keyed_products
-- Index product_in_catalog, forwards.
SELECT product_id, external_key, name
FROM product
WHERE
    org_id = :org_id
    AND catalog_id = :catalog_id
    AND product_id > :after
    AND external_key IS NOT NULL
    AND status <> 'archived'
ORDER BY product_id
LIMIT :rows_max;

-- name: archive
UPDATE product
SET status = 'archived', version = product.version + 1, updated_at = :now
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id
    AND product.status <> 'archived'
RETURNING product.product_id;
