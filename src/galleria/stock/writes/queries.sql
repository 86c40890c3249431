-- Which variants the rows of a call mean.

-- name: variants_named
-- By the primary key, and by the unique keys of SKU and barcode; a code of several catalogs has several rows.
WITH wanted AS (
    SELECT named.place, named.variant_id, named.sku, named.barcode, named.catalog_id
    FROM unnest(
        :places::int[], :variant_ids::uuid[], :skus::text[], :barcodes::text[], :catalog_ids::uuid[]
    ) AS named (place, variant_id, sku, barcode, catalog_id)
),
meant AS (
    SELECT wanted.place, wanted.variant_id
    FROM wanted
    WHERE wanted.variant_id IS NOT NULL
    UNION
    SELECT wanted.place, variant.variant_id
    FROM wanted
    JOIN catalog
        ON catalog.org_id = :org_id
        AND catalog.catalog_id = coalesce(wanted.catalog_id, catalog.catalog_id)
    JOIN variant
        ON variant.org_id = :org_id
        AND variant.catalog_id = catalog.catalog_id
        AND variant.sku = wanted.sku
    UNION
    SELECT wanted.place, variant.variant_id
    FROM wanted
    JOIN variant
        ON variant.org_id = :org_id
        AND variant.barcode = wanted.barcode
        AND variant.catalog_id = coalesce(wanted.catalog_id, variant.catalog_id)
    UNION
    SELECT wanted.place, further_barcode.variant_id
    FROM wanted
    JOIN further_barcode
        ON further_barcode.org_id = :org_id
        AND further_barcode.code = wanted.barcode
        AND further_barcode.catalog_id = coalesce(wanted.catalog_id, further_barcode.catalog_id)
)
SELECT meant.place, variant.variant_id, variant.product_id, product.kind
FROM meant
JOIN variant ON variant.org_id = :org_id AND variant.variant_id = meant.variant_id
JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id;
