-- What a scanned code stands for; see doors.py for `shop`.

-- name: scanned
-- A barcode goes before a SKU: each is found by its own index, and only what the listing shows is
-- sold. Its stock is as it is now.
WITH shop AS (
    SELECT
        store_catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
found AS (
    SELECT 1 AS place, main.variant_id
    FROM variant AS main
    WHERE
        main.org_id = :org_id
        AND main.barcode = :barcode::text
        AND main.catalog_id = (SELECT shop.catalog_id FROM shop)
    UNION ALL
    SELECT 1, further.variant_id
    FROM further_barcode AS further
    WHERE
        further.org_id = :org_id
        AND further.code = :barcode
        AND further.catalog_id = (SELECT shop.catalog_id FROM shop)
    UNION ALL
    SELECT 2, named.variant_id
    FROM variant AS named
    WHERE
        named.org_id = :org_id
        AND named.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND named.sku = :code::text
)
SELECT
    shop.locale, variant.product_id, variant.variant_id,
    coalesce(said.name, product.name) AS name, listing.slug, product.kind,
    variant.option_values, variant.sku, variant.barcode,
    coalesce(own.price_minor, variant.price_minor) AS price_minor,
    CASE
        WHEN own.variant_id IS NULL THEN variant.compare_at_minor ELSE own.compare_at_minor
    END AS compare_at_minor,
    variant.currency,
    coalesce(
        jsonb_path_query_first(variant.media, '$[*] ? (@.kind != "video")'),
        jsonb_path_query_first(product.media, '$[*] ? (@.kind != "video")')
    ) AS image,
    availability_name(supply.rank) AS availability, supply.free_units
FROM found
CROSS JOIN shop
JOIN variant
    ON variant.org_id = :org_id
    AND variant.variant_id = found.variant_id
    AND variant.is_active
JOIN listing
    ON listing.org_id = :org_id
    AND listing.store_id = :store_id
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
    AND own.store_id = :store_id
    AND own.variant_id = variant.variant_id
CROSS JOIN LATERAL supply_now(
    :org_id, :store_id, variant.product_id, variant.variant_id, product.kind = 'bundle'
) AS supply
ORDER BY found.place
LIMIT 1;
