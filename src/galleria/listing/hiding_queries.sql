-- Hiding at once what must not be seen any longer, with its counts. Writers hold the catalog's lock.

-- name: hide_closed
-- At once, where showing may take longer: products that are only in categories which are closed to
-- their store now, by being inactive or excluded, or below such a one.
WITH RECURSIVE below AS (
    SELECT category.category_id
    FROM unnest(:category_ids::uuid[]) AS wanted (wanted_id)
    JOIN category ON category.org_id = :org_id AND category.category_id = wanted.wanted_id
    UNION
    SELECT child.category_id
    FROM below
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = :catalog_id
        AND child.parent_id = below.category_id
),
upwards AS (
    SELECT
        product_category.category_id AS start_id, product_category.category_id,
        category.parent_id, category.is_active
    FROM (
        SELECT DISTINCT other.category_id
        FROM below
        JOIN product_category AS inside
            ON inside.org_id = :org_id AND inside.category_id = below.category_id
        JOIN product_category AS other
            ON other.org_id = :org_id AND other.product_id = inside.product_id
    ) AS product_category
    JOIN category
        ON category.org_id = :org_id AND category.category_id = product_category.category_id
    UNION ALL
    SELECT upwards.start_id, above.category_id, above.parent_id, above.is_active
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id AND above.category_id = upwards.parent_id
),
shop AS (
    SELECT store_catalog.store_id
    FROM store_catalog
    WHERE store_catalog.org_id = :org_id AND store_catalog.catalog_id = :catalog_id
),
closed AS MATERIALIZED (
    SELECT DISTINCT shop.store_id, upwards.start_id
    FROM shop
    CROSS JOIN upwards
    WHERE
        NOT upwards.is_active
        OR EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = shop.store_id
                AND store_exclusion.category_id = upwards.category_id
        )
),
gone AS (
    DELETE FROM listing
    USING below, product_category AS inside, closed AS shut
    WHERE
        listing.org_id = :org_id
        AND inside.org_id = :org_id
        AND inside.category_id = below.category_id
        -- Whoever is in closed ones only is in a closed one: where none is closed, no row is read.
        AND shut.start_id = below.category_id
        AND listing.product_id = inside.product_id
        AND listing.store_id = shut.store_id
        AND NOT EXISTS (
            SELECT FROM product_category AS other
            WHERE
                other.org_id = :org_id
                AND other.product_id = listing.product_id
                AND NOT EXISTS (
                    SELECT FROM closed
                    WHERE
                        closed.store_id = listing.store_id
                        AND closed.start_id = other.category_id
                )
        )
    RETURNING
        listing.store_id, listing.product_id, listing.facets, listing.visible_from,
        listing.visible_until
),
step AS (
    SELECT once.store_id, has.facet, count(*)::int AS by
    FROM (
        SELECT DISTINCT ON (gone.store_id, gone.product_id)
            gone.store_id, gone.facets, gone.visible_from, gone.visible_until
        FROM gone
        ORDER BY gone.store_id, gone.product_id
    ) AS once
    CROSS JOIN LATERAL unnest(once.facets || ARRAY['*'::text]) AS has (facet)
    WHERE once.visible_from = '-infinity' AND once.visible_until = 'infinity'
    GROUP BY once.store_id, has.facet
)
UPDATE facet_count
SET products = facet_count.products - step.by
FROM step
WHERE
    facet_count.org_id = :org_id
    AND facet_count.store_id = step.store_id
    AND facet_count.facet = step.facet;

-- name: categories_of
SELECT DISTINCT product_category.category_id
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN product_category
    ON product_category.org_id = :org_id AND product_category.product_id = wanted.wanted_id;

-- name: clear_store
-- What the store does not sell, or not in these languages, any more.
WITH shop AS (
    SELECT store_catalog.catalog_id, store.locale || store.further_locales AS locales
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    WHERE store.org_id = :org_id AND store.store_id = :store_id
),
gone AS (
    DELETE FROM listing
    USING shop
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND (
            listing.catalog_id IS DISTINCT FROM shop.catalog_id
            OR NOT listing.locale = ANY(shop.locales)
        )
    RETURNING
        listing.product_id, listing.facets, listing.visible_from, listing.visible_until
),
step AS (
    SELECT has.facet, count(*)::int AS by
    FROM (
        SELECT DISTINCT ON (gone.product_id)
            gone.product_id, gone.facets, gone.visible_from, gone.visible_until
        FROM gone
        ORDER BY gone.product_id
    ) AS once
    CROSS JOIN LATERAL unnest(once.facets || ARRAY['*'::text]) AS has (facet)
    WHERE
        once.visible_from = '-infinity'
        AND once.visible_until = 'infinity'
        AND NOT EXISTS (
            SELECT FROM listing AS rest, shop
            WHERE
                rest.org_id = :org_id
                AND rest.store_id = :store_id
                AND rest.product_id = once.product_id
                AND rest.catalog_id = shop.catalog_id
                AND rest.locale = ANY(shop.locales)
        )
    GROUP BY has.facet
)
UPDATE facet_count
SET products = facet_count.products - step.by
FROM step
WHERE
    facet_count.org_id = :org_id
    AND facet_count.store_id = :store_id
    AND facet_count.facet = step.facet;
