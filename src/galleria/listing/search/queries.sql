-- What a search starts from, and the doors to the functions that find (see the migration).

-- name: surroundings
-- The shop (no row: it is not there), a category in it by id or slug (null: there is none that
-- shoppers see), the kinds of attributes, and the products that have one of these codes. A slug in
-- the shopper's language goes before the category's own; unlike it, keys are chosen by CASE and
-- compared with sub-selects, as COALESCE would keep the indexes out under row-level security.
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
named AS (
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
    SELECT named.place, category.category_id AS start_id, category.category_id, category.parent_id
    FROM named
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND category.category_id = named.category_id
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
    SELECT upwards.place, upwards.start_id, above.category_id, above.parent_id
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
    SELECT upwards.start_id AS category_id
    FROM upwards
    WHERE upwards.parent_id IS NULL
    ORDER BY upwards.place
    LIMIT 1
)
SELECT
    shop.catalog_id, shop.locale, category.category_id, category.filter, category.product_order,
    (
        SELECT jsonb_build_object(
            'product_ids', coalesce(jsonb_agg(hand.product_id ORDER BY hand.position), '[]'),
            'places', coalesce(jsonb_agg(hand.position ORDER BY hand.position), '[]')
        )
        FROM product_category AS hand
        WHERE
            hand.org_id = :org_id
            AND hand.category_id = (SELECT here.category_id FROM here)
            AND hand.position IS NOT NULL
    ) AS arranged,
    ARRAY(
        SELECT child.category_id
        FROM category AS child
        WHERE
            child.org_id = :org_id
            AND child.catalog_id = (SELECT shop.catalog_id FROM shop)
            AND child.parent_id = (SELECT here.category_id FROM here)
    ) AS child_ids,
    (
        SELECT coalesce(jsonb_object_agg(attribute.key, attribute.kind), '{}')
        FROM attribute
        WHERE
            attribute.org_id = :org_id
            AND attribute.key = ANY(:attribute_keys::text[])
            AND attribute.is_filterable
    ) AS kinds,
    ARRAY(
        SELECT variant.product_id
        FROM variant
        WHERE
            variant.org_id = :org_id
            AND variant.catalog_id = (SELECT shop.catalog_id FROM shop)
            AND variant.sku = ANY(:codes::text[])
            AND variant.is_active
        UNION
        SELECT variant.product_id
        FROM variant
        WHERE
            variant.org_id = :org_id
            AND variant.barcode = ANY(:codes)
            AND variant.catalog_id = (SELECT shop.catalog_id FROM shop)
            AND variant.is_active
        UNION
        SELECT variant.product_id
        FROM further_barcode
        JOIN variant
            ON variant.org_id = :org_id
            AND variant.variant_id = further_barcode.variant_id
            AND variant.is_active
        WHERE
            further_barcode.org_id = :org_id
            AND further_barcode.code = ANY(:codes)
            AND further_barcode.catalog_id = (SELECT shop.catalog_id FROM shop)
    ) AS coded
FROM shop
LEFT JOIN category
    ON category.org_id = :org_id
    AND category.category_id = (SELECT here.category_id FROM here);

-- name: found
SELECT found.product_id, found.number, found.text, found.document
FROM find_products(
    :org_id, :store_id, :catalog_id, :locale, :now, :wanted::jsonb, :sort, :number::bigint,
    :text::text, :after::uuid, :rows_max
) AS found;

-- name: nearest
SELECT nearest.token, nearest.is_known, nearest.alike
FROM nearest_words(:org_id, :store_id, :locale, :said) AS nearest;
