-- A product page; see doors.py for `shop`.

-- name: shop_product
-- Found in the listing, so that it decides; the rest is joined by keys. A slug in the shopper's
-- language goes before the product's own. Parts of a bundle that the store does not show are left
-- out, as is everything that is the merchant's business alone.
WITH RECURSIVE shop AS (
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
wanted AS (
    SELECT 0 AS place, :product_id::uuid AS product_id
    UNION ALL
    SELECT 1, told.product_id
    FROM listing AS told
    WHERE
        told.org_id = :org_id
        AND told.store_id = :store_id
        AND told.locale = (SELECT shop.locale FROM shop)
        AND told.slug = :slug::text
    UNION ALL
    SELECT 2, own.product_id
    FROM product AS own
    WHERE
        own.org_id = :org_id
        AND own.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND own.slug = :slug
),
here AS MATERIALIZED (
    SELECT
        shop.locale, listing.product_id, listing.slug, listing.price_minor,
        listing.price_max_minor, (prepared.document ->> 'category_id')::uuid AS category_id,
        (prepared.document ->> 'compare_at_minor')::bigint AS compare_at_minor,
        prepared.document ->> 'currency' AS currency,
        coalesce(prepared.document ->> 'availability', 'in_stock') AS availability
    FROM wanted
    CROSS JOIN shop
    JOIN listing
        ON listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = shop.locale
        AND listing.product_id = wanted.product_id
        AND listing.catalog_id = shop.catalog_id
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
    CROSS JOIN LATERAL (SELECT listing.document::jsonb AS document) AS prepared
    ORDER BY wanted.place, listing.product_id
    LIMIT 1
),
upwards AS (
    SELECT category.category_id, category.parent_id, 0 AS steps
    FROM here
    JOIN category ON category.org_id = :org_id AND category.category_id = here.category_id
    UNION ALL
    SELECT above.category_id, above.parent_id, upwards.steps + 1
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id AND above.category_id = upwards.parent_id
)
SELECT
    here.locale, here.product_id, product.kind,
    coalesce(said.name, product.name) AS name, here.slug,
    coalesce(said.description, product.description) AS description,
    product.brand, product.tags, here.category_id, here.price_minor AS price_min_minor,
    here.price_max_minor, here.compare_at_minor, here.currency, here.availability,
    product.options, product.modifiers, product.media,
    -- A translation may say one half of it.
    product.seo || coalesce(said.seo, '{}') AS seo, product.attributes,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'variant_id', variant.variant_id, 'option_values', variant.option_values,
                'sku', variant.sku, 'barcode', variant.barcode,
                'price_minor', coalesce(own.price_minor, variant.price_minor),
                'compare_at_minor', CASE
                    WHEN own.variant_id IS NULL THEN variant.compare_at_minor
                    ELSE own.compare_at_minor
                END,
                'currency', variant.currency, 'weight_grams', variant.weight_grams,
                'length_mm', variant.length_mm, 'width_mm', variant.width_mm,
                'height_mm', variant.height_mm, 'media', variant.media,
                'availability', availability_name(supply.rank)
            ) ORDER BY variant.position
        )
        FROM variant
        CROSS JOIN LATERAL product_supply(
            :org_id, :store_id, here.product_id, variant.variant_id, product.kind = 'bundle'
        ) AS supply
        LEFT JOIN store_price AS own
            ON own.org_id = :org_id
            AND own.store_id = :store_id
            AND own.variant_id = variant.variant_id
        WHERE
            variant.org_id = :org_id
            AND variant.product_id = here.product_id
            AND variant.is_active
    ) AS variants,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'key', given.key, 'name', coalesce(attribute.name, given.key),
                'kind', attribute.kind, 'unit', attribute.unit, 'value', given.value
            ) ORDER BY attribute.sort_order, coalesce(attribute.name, given.key), given.key
        ), '[]')
        FROM jsonb_each(product.attributes) AS given
        LEFT JOIN attribute ON attribute.org_id = :org_id AND attribute.key = given.key
        WHERE given.value <> 'null'
    ) AS specifications,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'product_id', sold.product_id, 'variant_id', sold.variant_id,
                'name', coalesce(told.name, part.name), 'slug', shown.slug,
                'option_values', sold.option_values, 'quantity', bundle_part.quantity
            ) ORDER BY bundle_part.position, bundle_part.part_variant_id
        ), '[]')
        FROM bundle_part
        JOIN variant AS sold
            ON sold.org_id = :org_id
            AND sold.variant_id = bundle_part.part_variant_id
            AND sold.is_active
        JOIN product AS part
            ON part.org_id = :org_id AND part.product_id = sold.product_id
        JOIN listing AS shown
            ON shown.org_id = :org_id
            AND shown.store_id = :store_id
            AND shown.locale = here.locale
            AND shown.product_id = sold.product_id
            AND shown.catalog_id = product.catalog_id
            AND shown.visible_from <= :now
            AND shown.visible_until > :now
        LEFT JOIN product_translation AS told
            ON told.org_id = :org_id
            AND told.product_id = sold.product_id
            AND told.locale = here.locale
        WHERE bundle_part.org_id = :org_id AND bundle_part.product_id = here.product_id
    ) AS bundle,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'category_id', upwards.category_id,
                'name', coalesce(told.name, category.name),
                'slug', coalesce(told.slug, category.slug)
            ) ORDER BY upwards.steps DESC
        ), '[]')
        FROM upwards
        JOIN category
            ON category.org_id = :org_id AND category.category_id = upwards.category_id
        LEFT JOIN category_translation AS told
            ON told.org_id = :org_id
            AND told.category_id = upwards.category_id
            AND told.locale = here.locale
    ) AS breadcrumbs,
    (
        SELECT jsonb_object_agg(other.locale, other.slug)
        FROM listing AS other
        WHERE
            other.org_id = :org_id
            AND other.product_id = here.product_id
            AND other.store_id = :store_id
    ) AS slugs
FROM here
JOIN product ON product.org_id = :org_id AND product.product_id = here.product_id
LEFT JOIN product_translation AS said
    ON said.org_id = :org_id
    AND said.product_id = here.product_id
    AND said.locale = here.locale;
