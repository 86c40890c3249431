-- What shoppers see. Every statement starts from `shop`, the active store, and shows what is
-- visible only. A shop that sells nothing has no catalog; a store that is not active has no row.
-- Keys are compared with what a sub-select gives rather than joined, and chosen by CASE: COALESCE
-- counts as leaky, so under row-level security no index would be used for it.

-- name: shop_store
SELECT store_id, name, slug, kind, currency, locale, time_zone, branding
FROM store
WHERE org_id = :org_id AND store_id = :store_id AND status = 'active';

-- name: shop_categories
-- From the top down, so what is below an inactive category is never reached.
WITH RECURSIVE shop AS (
    SELECT catalog.catalog_id
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
visible AS (
    SELECT
        category.category_id, category.catalog_id, category.parent_id, category.name,
        category.slug, category.description, category.colour, category.icon,
        category.image_url, category.sort_order
    FROM shop
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = shop.catalog_id
        AND category.parent_id IS NULL
    WHERE category.is_active
    UNION ALL
    SELECT
        child.category_id, child.catalog_id, child.parent_id, child.name, child.slug,
        child.description, child.colour, child.icon, child.image_url, child.sort_order
    FROM visible
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = visible.catalog_id
        AND child.parent_id = visible.category_id
    WHERE child.is_active
)
SELECT category_id, parent_id, name, slug, description, colour, icon, image_url
FROM shop
LEFT JOIN visible ON true
ORDER BY sort_order, name, category_id;

-- name: shop_product
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
wanted AS (
    SELECT
        product.product_id, product.category_id, product.name, product.slug,
        product.description, product.brand, product.options, product.attributes,
        product.media, product.sort_order
    FROM product
    WHERE
        product.org_id = :org_id
        AND product.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND product.product_id = CASE
            WHEN :product_id::uuid IS NOT NULL THEN :product_id
            ELSE (
                SELECT named.product_id
                FROM product AS named
                WHERE
                    named.org_id = :org_id
                    AND named.catalog_id = (SELECT shop.catalog_id FROM shop)
                    AND named.slug = :slug::text
            )
        END
        AND product.status = 'active'
),
upwards AS (
    SELECT category.parent_id, category.is_active
    FROM category
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND category.category_id = (SELECT wanted.category_id FROM wanted)
    UNION ALL
    SELECT above.parent_id, above.is_active
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id
        AND above.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND above.category_id = upwards.parent_id
)
SELECT
    listed.product_id, listed.category_id, listed.name, listed.slug, listed.description,
    listed.brand, listed.options, listed.attributes, listed.media, listed.sort_order,
    sold.variants
FROM wanted AS listed
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
WHERE sold.variants IS NOT NULL AND NOT EXISTS (SELECT FROM upwards WHERE NOT upwards.is_active);
