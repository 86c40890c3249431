-- A whole shop, chunk by chunk in the order of ids; see doors.py for `shop`.

-- name: shop_extent
-- At most how much there is; which of it is visible is seen when it is read.
SELECT
    store.locale,
    array(
        SELECT DISTINCT tongue FROM unnest(store.locale || store.further_locales) AS tongue
    ) AS locales,
    coalesce((
        SELECT facet_count.products
        FROM facet_count
        WHERE
            facet_count.org_id = :org_id
            AND facet_count.store_id = :store_id
            AND facet_count.facet = '*'
    ), 0) + (
        SELECT count(*)::int
        FROM listing
        WHERE
            listing.org_id = :org_id
            AND listing.store_id = :store_id
            AND listing.locale = store.locale
            AND (listing.visible_from > '-infinity' OR listing.visible_until < 'infinity')
    ) AS products,
    (
        SELECT count(*)::int
        FROM store_catalog
        JOIN category
            ON category.org_id = :org_id AND category.catalog_id = store_catalog.catalog_id
        WHERE store_catalog.org_id = :org_id AND store_catalog.store_id = :store_id
    ) AS categories
FROM store
WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active';

-- name: product_file_ends
-- The last product of each `rows_a_file`, visible or not: an index's whole length, without its rows.
SELECT numbered.product_id
FROM (
    SELECT
        listing.product_id,
        row_number() OVER (ORDER BY listing.product_id) AS place,
        count(*) OVER () AS of_all
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = :locale::text
) AS numbered
WHERE numbered.place % :rows_a_file::int = 0 AND numbered.place < numbered.of_all
ORDER BY numbered.place;

-- name: feed_after
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
)
SELECT listing.product_id AS id, listing.locale, listing.slug, listing.document
FROM listing
WHERE
    listing.org_id = :org_id
    AND listing.store_id = :store_id
    AND listing.locale = (SELECT shop.locale FROM shop)
    AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
    AND listing.visible_from <= :now
    AND listing.visible_until > :now
    AND listing.product_id > :after
ORDER BY listing.product_id
LIMIT :rows_max;

-- name: sitemap_products_after
-- With those that are not visible now, so that a file ends where the next one begins.
WITH shop AS (
    SELECT store_catalog.catalog_id, store.locale
    FROM store
    JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
)
SELECT
    listing.product_id AS id, product.updated_at,
    listing.catalog_id = (SELECT shop.catalog_id FROM shop)
    AND listing.visible_from <= :now
    AND listing.visible_until > :now AS is_visible,
    tongues.locales, tongues.slugs
FROM listing
JOIN product ON product.org_id = :org_id AND product.product_id = listing.product_id
CROSS JOIN LATERAL (
    SELECT
        array_agg(other.locale ORDER BY other.locale) AS locales,
        array_agg(other.slug ORDER BY other.locale) AS slugs
    FROM listing AS other
    WHERE
        other.org_id = :org_id
        AND other.product_id = listing.product_id
        AND other.store_id = :store_id
) AS tongues
WHERE
    listing.org_id = :org_id
    AND listing.store_id = :store_id
    AND listing.locale = (SELECT shop.locale FROM shop)
    AND listing.product_id > :after
ORDER BY listing.product_id
LIMIT :rows_max;

-- name: sitemap_categories_after
WITH RECURSIVE shop AS (
    SELECT store_catalog.catalog_id, store.locale || store.further_locales AS locales
    FROM store
    JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
visible AS (
    SELECT category.category_id
    FROM shop
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = shop.catalog_id
        AND category.parent_id IS NULL
    WHERE
        category.is_active
        AND NOT EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = :store_id
                AND store_exclusion.category_id = category.category_id
        )
    UNION ALL
    SELECT child.category_id
    FROM visible
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND child.parent_id = visible.category_id
    WHERE
        child.is_active
        AND NOT EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = :store_id
                AND store_exclusion.category_id = child.category_id
        )
)
SELECT
    category.category_id AS id, category.updated_at, true AS is_visible,
    tongues.locales, tongues.slugs
FROM visible
CROSS JOIN shop
JOIN category ON category.org_id = :org_id AND category.category_id = visible.category_id
CROSS JOIN LATERAL (
    SELECT
        array_agg(spoken.locale ORDER BY spoken.locale) AS locales,
        array_agg(coalesce(said.slug, category.slug) ORDER BY spoken.locale) AS slugs
    FROM (SELECT DISTINCT tongue AS locale FROM unnest(shop.locales) AS tongue) AS spoken
    LEFT JOIN category_translation AS said
        ON said.org_id = :org_id
        AND said.category_id = category.category_id
        AND said.locale = spoken.locale
) AS tongues
WHERE category.category_id > :after
ORDER BY category.category_id
LIMIT :rows_max;
