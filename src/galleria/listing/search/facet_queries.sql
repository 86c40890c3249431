-- What counts are told with, and the counts themselves.

-- name: facet_frame
-- The categories right below one (or at the top), those that shoppers see, and every attribute to
-- filter by, each in the merchant's order; `kind` category has an id in `key`.
SELECT framed.kind, framed.key, framed.name, framed.slug, framed.unit, framed.choices
FROM (
    SELECT
        'category' AS kind, category.category_id::text AS key,
        coalesce(said.name, category.name) AS name, coalesce(said.slug, category.slug) AS slug,
        NULL::text AS unit, NULL::text[] AS choices, category.sort_order
    FROM category
    LEFT JOIN category_translation AS said
        ON said.org_id = :org_id
        AND said.category_id = category.category_id
        AND said.locale = :locale
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.parent_id IS NOT DISTINCT FROM :category_id::uuid
        AND category.kind = 'manual'
        AND category.is_active
        AND NOT EXISTS (
            SELECT FROM store_exclusion
            WHERE
                store_exclusion.org_id = :org_id
                AND store_exclusion.store_id = :store_id
                AND store_exclusion.category_id = category.category_id
        )
    UNION ALL
    SELECT
        attribute.kind, attribute.key, attribute.name, NULL, attribute.unit,
        attribute.choices, attribute.sort_order
    FROM attribute
    WHERE attribute.org_id = :org_id AND attribute.is_filterable
) AS framed
ORDER BY framed.sort_order, name_key(framed.name, :locale) COLLATE "C", framed.key;

-- name: counts
SELECT
    counted.pass AS pass_, counted.facet, counted.products, counted.lowest::float8 AS lowest,
    counted.highest::float8 AS highest
FROM count_products(
    :org_id, :store_id, :catalog_id, :locale, :now, :passes::jsonb
) AS counted;
