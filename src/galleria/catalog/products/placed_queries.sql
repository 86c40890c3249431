-- What staff read of the products of a category. Apart from the whole list, so that a category
-- which is not asked for costs the planner no index.

-- name: placed_products_by_name
-- Index product_category_in_order, then those products, sorted.
WITH RECURSIVE wanted AS (
    SELECT category_id
    FROM category
    WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id = :category_id
    UNION ALL
    SELECT child.category_id
    FROM wanted
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = :catalog_id
        AND child.parent_id = wanted.category_id
    WHERE :subtree::bool
)
SELECT
    product_id, kind, status, publish_at, category_id,
    ARRAY(
        SELECT placed.category_id
        FROM product_category AS placed
        WHERE
            placed.org_id = :org_id
            AND placed.product_id = product.product_id
            AND placed.category_id IS DISTINCT FROM product.category_id
        ORDER BY placed.category_id
    ) AS further_category_ids,
    external_key, name, slug, description, brand, tags, tax_class, fulfilment_partner, options,
    attributes, modifiers,
    CASE WHEN kind = 'bundle' THEN (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object('variant_id', part.part_variant_id, 'quantity', part.quantity)
            ORDER BY part.position
        ), '[]')
        FROM bundle_part AS part
        WHERE part.org_id = :org_id AND part.product_id = product.product_id
    ) ELSE '[]' END AS bundle,
    media, seo, source_raw, sort_order, version, created_at, updated_at, sold.variants
FROM product
CROSS JOIN LATERAL (
    SELECT jsonb_agg(
        jsonb_build_object(
            'variant_id', variant_id, 'option_values', option_values, 'sku', sku,
            'barcode', barcode, 'further_barcodes', further_barcodes, 'price_minor', price_minor,
            'compare_at_minor', compare_at_minor, 'cost_minor', cost_minor, 'currency', currency,
            'weight_grams', weight_grams, 'length_mm', length_mm, 'width_mm', width_mm,
            'height_mm', height_mm, 'media', variant.media, 'is_active', variant.is_active
        ) ORDER BY position
    ) AS variants
    FROM variant
    WHERE variant.org_id = product.org_id AND variant.product_id = product.product_id
) AS sold
WHERE
    org_id = :org_id
    AND catalog_id = :catalog_id
    AND product_id IN (
        SELECT placed.product_id
        FROM product_category AS placed
        WHERE placed.org_id = :org_id AND placed.category_id IN (SELECT category_id FROM wanted)
    )
    AND (name, product_id) > (:name, :after)
    AND (:beginnings::text[] IS NULL OR name ^@ ANY(:beginnings))
    AND (:brand::text IS NULL OR brand = :brand)
    AND (:tag::text IS NULL OR :tag = ANY(tags))
    AND (:status::text IS NULL OR status = :status)
    AND (:kind::text IS NULL OR kind = :kind)
    AND (
        (:price_min_minor::bigint IS NULL AND :price_max_minor::bigint IS NULL)
        OR EXISTS (
            SELECT FROM variant AS priced
            WHERE
                priced.org_id = product.org_id
                AND priced.product_id = product.product_id
                AND priced.price_minor >= coalesce(:price_min_minor, 0)
                AND priced.price_minor <= coalesce(:price_max_minor, 9223372036854775807)
        )
    )
ORDER BY name, product_id
LIMIT :rows_max;

-- name: placed_products_by_newest
-- As placed_products_by_name.
WITH RECURSIVE wanted AS (
    SELECT category_id
    FROM category
    WHERE org_id = :org_id AND catalog_id = :catalog_id AND category_id = :category_id
    UNION ALL
    SELECT child.category_id
    FROM wanted
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = :catalog_id
        AND child.parent_id = wanted.category_id
    WHERE :subtree::bool
)
SELECT
    product_id, kind, status, publish_at, category_id,
    ARRAY(
        SELECT placed.category_id
        FROM product_category AS placed
        WHERE
            placed.org_id = :org_id
            AND placed.product_id = product.product_id
            AND placed.category_id IS DISTINCT FROM product.category_id
        ORDER BY placed.category_id
    ) AS further_category_ids,
    external_key, name, slug, description, brand, tags, tax_class, fulfilment_partner, options,
    attributes, modifiers,
    CASE WHEN kind = 'bundle' THEN (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object('variant_id', part.part_variant_id, 'quantity', part.quantity)
            ORDER BY part.position
        ), '[]')
        FROM bundle_part AS part
        WHERE part.org_id = :org_id AND part.product_id = product.product_id
    ) ELSE '[]' END AS bundle,
    media, seo, source_raw, sort_order, version, created_at, updated_at, sold.variants
FROM product
CROSS JOIN LATERAL (
    SELECT jsonb_agg(
        jsonb_build_object(
            'variant_id', variant_id, 'option_values', option_values, 'sku', sku,
            'barcode', barcode, 'further_barcodes', further_barcodes, 'price_minor', price_minor,
            'compare_at_minor', compare_at_minor, 'cost_minor', cost_minor, 'currency', currency,
            'weight_grams', weight_grams, 'length_mm', length_mm, 'width_mm', width_mm,
            'height_mm', height_mm, 'media', variant.media, 'is_active', variant.is_active
        ) ORDER BY position
    ) AS variants
    FROM variant
    WHERE variant.org_id = product.org_id AND variant.product_id = product.product_id
) AS sold
WHERE
    org_id = :org_id
    AND catalog_id = :catalog_id
    AND product_id IN (
        SELECT placed.product_id
        FROM product_category AS placed
        WHERE placed.org_id = :org_id AND placed.category_id IN (SELECT category_id FROM wanted)
    )
    AND product_id < :before
    AND product_id >= :not_before
    AND (:beginnings::text[] IS NULL OR name ^@ ANY(:beginnings))
    AND (:brand::text IS NULL OR brand = :brand)
    AND (:tag::text IS NULL OR :tag = ANY(tags))
    AND (:status::text IS NULL OR status = :status)
    AND (:kind::text IS NULL OR kind = :kind)
    AND (
        (:price_min_minor::bigint IS NULL AND :price_max_minor::bigint IS NULL)
        OR EXISTS (
            SELECT FROM variant AS priced
            WHERE
                priced.org_id = product.org_id
                AND priced.product_id = product.product_id
                AND priced.price_minor >= coalesce(:price_min_minor, 0)
                AND priced.price_minor <= coalesce(:price_max_minor, 9223372036854775807)
        )
    )
ORDER BY product_id DESC
LIMIT :rows_max;
