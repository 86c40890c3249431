-- A category's products as shoppers see them; see queries.sql for what is visible and how keys are
-- compared.

-- name: shop_products_in
-- Right in one category; index product_by_category gives a page at the same cost at any depth.
-- No row: no such category; a row of nulls: it has no (more) products.
WITH RECURSIVE shop AS (
    SELECT catalog.catalog_id
    FROM store
    JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
upwards AS (
    SELECT category.category_id, category.parent_id, category.is_active, 0 AS steps
    FROM category
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND category.category_id = CASE
            WHEN :category_id::uuid IS NOT NULL THEN :category_id
            ELSE (
                SELECT named.category_id
                FROM category AS named
                WHERE
                    named.org_id = :org_id
                    AND named.catalog_id = (SELECT shop.catalog_id FROM shop)
                    AND named.slug = :slug::text
            )
        END
    UNION ALL
    SELECT above.category_id, above.parent_id, above.is_active, upwards.steps + 1
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id
        AND above.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND above.category_id = upwards.parent_id
),
here AS (
    SELECT category_id
    FROM upwards
    WHERE steps = 0 AND NOT EXISTS (SELECT FROM upwards AS above WHERE NOT above.is_active)
)
SELECT
    listed.product_id, listed.category_id, listed.name, listed.slug, listed.description,
    listed.brand, listed.options, listed.attributes, listed.media, listed.sort_order,
    sold.variants
FROM here
LEFT JOIN LATERAL (
    SELECT
        product.product_id, product.category_id, product.name, product.slug,
        product.description, product.brand, product.options, product.attributes,
        product.media, product.sort_order
    FROM product
    WHERE
        product.org_id = :org_id
        AND product.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND product.category_id = here.category_id
        AND product.status = 'active'
        AND (product.sort_order, product.name, product.product_id)
        > (:sort_order, :name, :after)
        AND EXISTS (
            SELECT FROM variant
            WHERE
                variant.org_id = :org_id
                AND variant.product_id = product.product_id
                AND variant.is_active
        )
    ORDER BY product.sort_order, product.name, product.product_id
    LIMIT :rows_max
) AS listed ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(
        jsonb_build_object(
            'variant_id', variant_id, 'option_values', option_values, 'sku', sku,
            'barcode', barcode, 'price_minor', price_minor, 'currency', currency
        ) ORDER BY position
    ) AS variants
    FROM variant
    WHERE
        variant.org_id = :org_id
        AND variant.product_id = listed.product_id
        AND variant.is_active
) AS sold ON true
ORDER BY listed.sort_order, listed.name, listed.product_id;

-- name: shop_products_below
-- In a category and in all that is below it: a page of each category, merged. What is large will
-- be read from prepared lists.
WITH RECURSIVE shop AS (
    SELECT catalog.catalog_id
    FROM store
    JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
upwards AS (
    SELECT category.category_id, category.parent_id, category.is_active, 0 AS steps
    FROM category
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND category.category_id = CASE
            WHEN :category_id::uuid IS NOT NULL THEN :category_id
            ELSE (
                SELECT named.category_id
                FROM category AS named
                WHERE
                    named.org_id = :org_id
                    AND named.catalog_id = (SELECT shop.catalog_id FROM shop)
                    AND named.slug = :slug::text
            )
        END
    UNION ALL
    SELECT above.category_id, above.parent_id, above.is_active, upwards.steps + 1
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id
        AND above.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND above.category_id = upwards.parent_id
),
here AS (
    SELECT category_id
    FROM upwards
    WHERE steps = 0 AND NOT EXISTS (SELECT FROM upwards AS above WHERE NOT above.is_active)
),
below AS (
    SELECT category_id
    FROM here
    UNION ALL
    SELECT child.category_id
    FROM below
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND child.parent_id = below.category_id
    WHERE child.is_active
),
merged AS (
    SELECT
        every.product_id, every.category_id, every.name, every.slug, every.description,
        every.brand, every.options, every.attributes, every.media, every.sort_order
    FROM below
    CROSS JOIN LATERAL (
        SELECT
            product.product_id, product.category_id, product.name, product.slug,
            product.description, product.brand, product.options, product.attributes,
            product.media, product.sort_order
        FROM product
        WHERE
            product.org_id = :org_id
            AND product.catalog_id = (SELECT shop.catalog_id FROM shop)
            AND product.category_id = below.category_id
            AND product.status = 'active'
            AND (product.sort_order, product.name, product.product_id)
            > (:sort_order, :name, :after)
            AND EXISTS (
                SELECT FROM variant
                WHERE
                    variant.org_id = :org_id
                    AND variant.product_id = product.product_id
                    AND variant.is_active
            )
        ORDER BY product.sort_order, product.name, product.product_id
        LIMIT :rows_max
    ) AS every
    ORDER BY every.sort_order, every.name, every.product_id
    LIMIT :rows_max
)
SELECT
    listed.product_id, listed.category_id, listed.name, listed.slug, listed.description,
    listed.brand, listed.options, listed.attributes, listed.media, listed.sort_order,
    sold.variants
FROM here
LEFT JOIN merged AS listed ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(
        jsonb_build_object(
            'variant_id', variant_id, 'option_values', option_values, 'sku', sku,
            'barcode', barcode, 'price_minor', price_minor, 'currency', currency
        ) ORDER BY position
    ) AS variants
    FROM variant
    WHERE
        variant.org_id = :org_id
        AND variant.product_id = listed.product_id
        AND variant.is_active
) AS sold ON true
ORDER BY listed.sort_order, listed.name, listed.product_id;
