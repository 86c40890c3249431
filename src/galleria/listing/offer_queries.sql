-- What stores sell now, for a batch of sales; of what is visible, only `listing` decides.

-- name: variants_named
-- Each way to name a variant by its own index. Who has a code as barcode goes before who has it as
-- further barcode; no two variants of a catalog have the same.
WITH wanted AS MATERIALIZED (
    SELECT ref.place, ref.store_id, ref.sku, ref.barcode
    FROM unnest(:places::int[], :store_ids::uuid[], :skus::text[], :barcodes::text[])
        AS ref (place, store_id, sku, barcode)
),
shop AS MATERIALIZED (
    SELECT sold.store_id, sold.catalog_id
    FROM store_catalog AS sold
    WHERE sold.org_id = :org_id AND sold.store_id = ANY(:store_ids)
)
SELECT wanted.place, wanted.store_id, named.variant_id
FROM wanted
JOIN shop ON shop.store_id = wanted.store_id
JOIN variant AS named
    ON named.org_id = :org_id
    AND named.catalog_id = shop.catalog_id
    AND named.sku = wanted.sku
WHERE wanted.sku IS NOT NULL
UNION ALL
SELECT wanted.place, wanted.store_id, main.variant_id
FROM wanted
JOIN shop ON shop.store_id = wanted.store_id
JOIN variant AS main
    ON main.org_id = :org_id
    AND main.barcode = wanted.barcode
    AND main.catalog_id = shop.catalog_id
WHERE wanted.barcode IS NOT NULL
UNION ALL
SELECT wanted.place, wanted.store_id, further.variant_id
FROM wanted
JOIN shop ON shop.store_id = wanted.store_id
JOIN further_barcode AS further
    ON further.org_id = :org_id
    AND further.code = wanted.barcode
    AND further.catalog_id = shop.catalog_id
WHERE wanted.barcode IS NOT NULL;

-- name: offers_of
WITH found AS (
    SELECT ref.place, ref.store_id, ref.variant_id
    FROM unnest(:places::int[], :store_ids::uuid[], :variant_ids::uuid[])
        AS ref (place, store_id, variant_id)
),
shop AS MATERIALIZED (
    SELECT store.store_id, store.locale, sold.catalog_id, catalog.status = 'active' AS is_open
    FROM store
    JOIN store_catalog AS sold
        ON sold.org_id = store.org_id AND sold.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = sold.catalog_id
    WHERE store.org_id = :org_id AND store.store_id = ANY(:store_ids)
)
SELECT
    found.place, found.store_id, variant.product_id, variant.variant_id,
    coalesce(said.name, product.name) AS name, product.kind, variant.option_values, variant.sku,
    coalesce(own.price_minor, variant.price_minor) AS price_minor, variant.currency,
    product.tax_class,
    nullif(product.modifiers, '[]') AS modifiers,
    CASE
        WHEN product.kind = 'bundle'
            THEN (
                SELECT jsonb_agg(
                    jsonb_build_array(part.part_variant_id, part.quantity) ORDER BY part.position
                )
                FROM bundle_part AS part
                WHERE part.org_id = :org_id AND part.product_id = variant.product_id
            )
    END AS parts,
    variant.is_active AND shop.is_open AND listing.product_id IS NOT NULL AS is_sold
FROM found
JOIN shop ON shop.store_id = found.store_id
JOIN variant
    ON variant.org_id = :org_id
    AND variant.variant_id = found.variant_id
    AND variant.catalog_id = shop.catalog_id
LEFT JOIN listing
    ON listing.org_id = :org_id
    AND listing.store_id = shop.store_id
    AND listing.locale = shop.locale
    AND listing.product_id = variant.product_id
    AND listing.catalog_id = shop.catalog_id
    AND listing.visible_from <= :now
    AND listing.visible_until > :now
JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id
LEFT JOIN product_translation AS said
    ON said.org_id = :org_id
    AND said.product_id = variant.product_id
    AND said.locale = shop.locale
LEFT JOIN store_price AS own
    ON own.org_id = :org_id
    AND own.store_id = shop.store_id
    AND own.variant_id = variant.variant_id;
