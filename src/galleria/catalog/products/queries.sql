-- What writers of products read, holding the catalog's lock (lock_catalog): it stays true.

-- name: products_by_ids
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
    media, seo, source_raw, sort_order, version
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: products_by_keys
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
    media, seo, source_raw, sort_order, version
FROM unnest(:external_keys::text[]) AS wanted (key)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.external_key = wanted.key;

-- name: variants_of
SELECT
    variant_id, product_id, position, option_values, sku, barcode, further_barcodes, price_minor,
    compare_at_minor, cost_minor, currency, weight_grams, length_mm, width_mm, height_mm, media,
    is_active
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN variant ON variant.org_id = :org_id AND variant.product_id = wanted.wanted_id
ORDER BY product_id, position;

-- name: product_codes
-- Who has these codes, and which of these categories there are: one index a kind, where an OR
-- would read the catalog. Joined, for most kinds are empty in most calls: `= ANY('{}')` may still
-- read the catalog to find nothing.
SELECT 'sku' AS kind, variant.sku AS value, variant.product_id AS owner_id
FROM unnest(:skus::text[]) AS wanted (code)
JOIN variant
    ON variant.org_id = :org_id
    AND variant.catalog_id = :catalog_id
    AND variant.sku = wanted.code
UNION ALL
SELECT 'barcode', variant.barcode, variant.product_id
FROM unnest(:barcodes::text[]) AS wanted (code)
JOIN variant
    ON variant.org_id = :org_id
    AND variant.catalog_id = :catalog_id
    AND variant.barcode = wanted.code
UNION ALL
SELECT 'barcode', further.code, variant.product_id
FROM unnest(:barcodes::text[]) AS wanted (barcode)
JOIN further_barcode AS further
    ON further.org_id = :org_id
    AND further.code = wanted.barcode
    AND further.catalog_id = :catalog_id
JOIN variant ON variant.org_id = :org_id AND variant.variant_id = further.variant_id
UNION ALL
SELECT 'slug', product.slug, product.product_id
FROM unnest(:slugs::text[]) AS wanted (code)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.slug = wanted.code
UNION ALL
SELECT 'translated_slug', said.slug, said.product_id
FROM unnest(:slugs::text[]) AS wanted (code)
JOIN product_translation AS said
    ON said.org_id = :org_id
    AND said.catalog_id = :catalog_id
    AND said.slug = wanted.code
UNION ALL
SELECT 'external_key', product.external_key, product.product_id
FROM unnest(:external_keys::text[]) AS wanted (code)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.external_key = wanted.code
UNION ALL
SELECT 'category_id', '', category.category_id
FROM unnest(:category_ids::uuid[]) AS wanted (code)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.code
    AND category.kind = 'manual'
UNION ALL
SELECT 'category_external_key', category.external_key, category.category_id
FROM unnest(:category_keys::text[]) AS wanted (code)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.external_key = wanted.code
    AND category.kind = 'manual';

-- name: variants_named
SELECT variant.variant_id, variant.sku, variant.product_id, product.kind AS product_kind
FROM (
    SELECT sold.variant_id
    FROM unnest(:skus::text[]) AS wanted (code)
    JOIN variant AS sold
        ON sold.org_id = :org_id AND sold.catalog_id = :catalog_id AND sold.sku = wanted.code
    UNION
    SELECT wanted_id
    FROM unnest(:variant_ids::uuid[]) AS wanted (wanted_id)
) AS named
JOIN variant
    ON variant.org_id = :org_id
    AND variant.catalog_id = :catalog_id
    AND variant.variant_id = named.variant_id
JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id;

-- name: bundles_with
SELECT part.part_variant_id AS variant_id, bundle.product_id, bundle.name
FROM unnest(:variant_ids::uuid[]) AS wanted (wanted_id)
JOIN bundle_part AS part ON part.org_id = :org_id AND part.part_variant_id = wanted.wanted_id
JOIN product AS bundle ON bundle.org_id = :org_id AND bundle.product_id = part.product_id
ORDER BY bundle.name, bundle.product_id;

-- name: products_in_bundles
SELECT DISTINCT ON (sold.product_id)
    sold.product_id, bundle.product_id AS bundle_id, bundle.name AS bundle_name
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN variant AS sold
    ON sold.org_id = :org_id
    AND sold.catalog_id = :catalog_id
    AND sold.product_id = wanted.wanted_id
JOIN bundle_part AS part ON part.org_id = :org_id AND part.part_variant_id = sold.variant_id
JOIN product AS bundle ON bundle.org_id = :org_id AND bundle.product_id = part.product_id
ORDER BY sold.product_id, bundle.name, bundle.product_id;
