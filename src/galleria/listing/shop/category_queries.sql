-- The categories that shoppers see; see doors.py for `shop`. Visible is an active category that the
-- store does not exclude, below none that is inactive or excluded. Its `products` are those in it
-- and below it: counted ahead, and beside that those that have hours and are there now. A smart
-- category is counted where its filter is one facet; for the others `searched` is what to count.

-- name: shop_categories
-- From the top down, so what is below a closed category is never reached. A shop that sells nothing
-- has one row of nulls; a store that is not active has none.
WITH RECURSIVE shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
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
    SELECT category.category_id, category.parent_id
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
    SELECT child.category_id, child.parent_id
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
),
with_hours AS (
    SELECT has.facet, count(*)::int AS products
    FROM shop
    JOIN listing
        ON listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = shop.locale
        AND listing.catalog_id = shop.catalog_id
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
    CROSS JOIN LATERAL unnest(listing.facets || ARRAY['*'::text]) AS has (facet)
    WHERE listing.visible_from > '-infinity' OR listing.visible_until < 'infinity'
    GROUP BY has.facet
)
SELECT
    shop.locale, category.category_id, category.parent_id, category.kind,
    coalesce(said.name, category.name) AS name, coalesce(said.slug, category.slug) AS slug,
    coalesce(said.description, category.description) AS description,
    category.colour, category.icon, category.image_url,
    CASE
        WHEN facet.of_it IS NOT NULL
            THEN coalesce(ahead.products, 0) + coalesce(with_hours.products, 0)
    END AS products,
    shop.catalog_id, CASE WHEN facet.of_it IS NULL THEN category.filter::text END AS searched
FROM shop
LEFT JOIN visible ON true
LEFT JOIN category
    ON category.org_id = :org_id AND category.category_id = visible.category_id
LEFT JOIN category_translation AS said
    ON said.org_id = :org_id
    AND said.category_id = visible.category_id
    AND said.locale = shop.locale
LEFT JOIN LATERAL (SELECT category_facet(category.category_id, category.filter)) AS facet (of_it)
    ON true
LEFT JOIN facet_count AS ahead
    ON ahead.org_id = :org_id AND ahead.store_id = :store_id AND ahead.facet = facet.of_it
LEFT JOIN with_hours ON with_hours.facet = facet.of_it
ORDER BY
    category.sort_order,
    name_key(coalesce(said.name, category.name), shop.locale) COLLATE "C",
    category.category_id;

-- name: shop_category
-- From the bottom up. A slug in the shopper's language goes before the category's own.
WITH RECURSIVE shop AS (
    SELECT
        store_catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale,
        store.locale || store.further_locales AS locales
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
    SELECT 0 AS place, :category_id::uuid AS category_id
    UNION ALL
    SELECT 1, said.category_id
    FROM category_translation AS said
    WHERE
        said.org_id = :org_id
        AND said.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND said.locale = (SELECT shop.locale FROM shop)
        AND said.slug = :slug::text
    UNION ALL
    SELECT 2, own.category_id
    FROM category AS own
    WHERE
        own.org_id = :org_id
        AND own.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND own.slug = :slug
),
upwards AS (
    SELECT
        wanted.place, category.category_id AS start_id, category.category_id,
        category.parent_id, 0 AS steps
    FROM wanted
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND category.category_id = wanted.category_id
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
    SELECT
        upwards.place, upwards.start_id, above.category_id, above.parent_id, upwards.steps + 1
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id AND above.category_id = upwards.parent_id
    WHERE
        above.is_active
        AND NOT EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = :store_id
                AND store_exclusion.category_id = above.category_id
        )
),
here AS MATERIALIZED (
    SELECT upwards.start_id AS category_id, upwards.place
    FROM upwards
    WHERE upwards.parent_id IS NULL
    ORDER BY upwards.place
    LIMIT 1
),
shown AS MATERIALIZED (
    SELECT here.category_id, 0 AS level FROM here
    UNION ALL
    SELECT child.category_id, 1
    FROM here
    JOIN category AS child
        ON child.org_id = :org_id
        AND child.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND child.parent_id = here.category_id
    WHERE
        child.is_active
        AND NOT EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = :store_id
                AND store_exclusion.category_id = child.category_id
        )
),
with_hours AS (
    SELECT has.facet, count(*)::int AS products
    FROM shop
    JOIN listing
        ON listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = shop.locale
        AND listing.catalog_id = shop.catalog_id
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
    CROSS JOIN LATERAL unnest(listing.facets || ARRAY['*'::text]) AS has (facet)
    WHERE listing.visible_from > '-infinity' OR listing.visible_until < 'infinity'
    GROUP BY has.facet
),
told AS MATERIALIZED (
    SELECT
        shown.level, category.category_id, category.parent_id, category.kind,
        coalesce(said.name, category.name) AS name, coalesce(said.slug, category.slug) AS slug,
        coalesce(said.description, category.description) AS description,
        category.colour, category.icon, category.image_url, category.seo,
        category.product_order, category.sort_order,
        CASE
            WHEN facet.of_it IS NOT NULL
                THEN coalesce(ahead.products, 0) + coalesce(with_hours.products, 0)
        END AS products,
        CASE WHEN facet.of_it IS NULL THEN category.filter::text END AS searched
    FROM shown
    CROSS JOIN shop
    JOIN category
        ON category.org_id = :org_id AND category.category_id = shown.category_id
    LEFT JOIN category_translation AS said
        ON said.org_id = :org_id
        AND said.category_id = shown.category_id
        AND said.locale = shop.locale
    CROSS JOIN LATERAL (SELECT category_facet(category.category_id, category.filter))
        AS facet (of_it)
    LEFT JOIN facet_count AS ahead
        ON ahead.org_id = :org_id
        AND ahead.store_id = :store_id
        AND ahead.facet = facet.of_it
    LEFT JOIN with_hours ON with_hours.facet = facet.of_it
)
SELECT
    shop.locale, it.category_id, it.parent_id, it.kind, it.name, it.slug, it.description,
    it.colour, it.icon, it.image_url, it.products, shop.catalog_id, it.searched,
    it.seo, it.product_order,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'category_id', above.category_id,
                'name', coalesce(said.name, above.name),
                'slug', coalesce(said.slug, above.slug)
            ) ORDER BY upwards.steps DESC
        )
        FROM here
        JOIN upwards ON upwards.start_id = here.category_id AND upwards.place = here.place
        JOIN category AS above
            ON above.org_id = :org_id AND above.category_id = upwards.category_id
        LEFT JOIN category_translation AS said
            ON said.org_id = :org_id
            AND said.category_id = upwards.category_id
            AND said.locale = shop.locale
    ) AS breadcrumbs,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'category_id', child.category_id, 'parent_id', child.parent_id,
                'kind', child.kind, 'name', child.name, 'slug', child.slug,
                'description', child.description, 'colour', child.colour,
                'icon', child.icon, 'image_url', child.image_url,
                'products', child.products, 'searched', child.searched
            ) ORDER BY
                child.sort_order, name_key(child.name, shop.locale) COLLATE "C", child.category_id
        ), '[]')
        FROM told AS child
        WHERE child.level = 1
    ) AS children,
    (
        SELECT jsonb_object_agg(tongue.locale, coalesce(said.slug, category.slug))
        FROM unnest(shop.locales) AS tongue (locale)
        JOIN category
            ON category.org_id = :org_id AND category.category_id = it.category_id
        LEFT JOIN category_translation AS said
            ON said.org_id = :org_id
            AND said.category_id = it.category_id
            AND said.locale = tongue.locale
    ) AS slugs
FROM told AS it
CROSS JOIN shop
WHERE it.level = 0;
