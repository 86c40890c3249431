-- While somebody types: everything by the beginning of a key, under row-level security. A beginning
-- is a span of keys, up to the highest letter there is: `^@` would use no index where it is compared
-- with what a sub-select gives.

-- name: begun
-- No row: the shop is not there. `last` is the word that is being typed, '' behind a blank.
WITH shop AS (
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
typed AS (
    SELECT
        name_key(btrim(:said::text), (SELECT shop.locale FROM shop)) AS name,
        fold((regexp_match(:said, '(\S*)$'))[1]) AS last
)
SELECT
    shop.catalog_id, shop.locale,
    ARRAY(
        SELECT listing.document
        FROM listing
        WHERE
            listing.org_id = :org_id
            AND listing.store_id = :store_id
            AND listing.locale = (SELECT shop.locale FROM shop)
            AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
            AND listing.visible_from <= :now
            AND listing.visible_until > :now
            AND listing.name_key >= (SELECT typed.name FROM typed)
            AND listing.name_key < (SELECT typed.name || chr(1114111) FROM typed)
        ORDER BY listing.name_key, listing.product_id
        LIMIT :products_max
    ) AS documents,
    ARRAY(
        SELECT near.word
        FROM (
            SELECT known.word
            FROM listing_word AS known
            WHERE
                known.org_id = :org_id
                AND known.store_id = :store_id
                AND known.locale = (SELECT shop.locale FROM shop)
                AND known.word >= (SELECT typed.last FROM typed)
                AND known.word < (SELECT typed.last || chr(1114111) FROM typed)
                AND (SELECT typed.last <> '' FROM typed)
            LIMIT 500
        ) AS near
        ORDER BY length(near.word), near.word
        LIMIT :words_max
    ) AS words,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'category_id', own.category_id, 'name', own.name, 'slug', own.slug
            ) ORDER BY own.place, own.name, own.category_id
        ), '[]')
        FROM (
            SELECT
                category.category_id, coalesce(told.name, category.name) AS name,
                coalesce(told.slug, category.slug) AS slug, told_key.place
            FROM category
            LEFT JOIN category_translation AS told
                ON told.org_id = :org_id
                AND told.category_id = category.category_id
                AND told.locale = (SELECT shop.locale FROM shop)
            CROSS JOIN LATERAL (
                SELECT strpos(
                    ' ' || fold(coalesce(told.name, category.name)),
                    ' ' || (SELECT fold(btrim(:said)) FROM typed)
                ) AS place
            ) AS told_key
            JOIN facet_count
                ON facet_count.org_id = :org_id
                AND facet_count.store_id = :store_id
                AND facet_count.facet = 'c:' || replace(category.category_id::text, '-', '')
                AND facet_count.products > 0
            WHERE
                category.org_id = :org_id
                AND category.catalog_id = (SELECT shop.catalog_id FROM shop)
                AND category.is_active
                AND told_key.place > 0
            ORDER BY told_key.place, name, category.category_id
            LIMIT :categories_max
        ) AS own
    ) AS categories
FROM shop;

-- name: in_use
SELECT used.word
FROM words_in_use(
    :org_id, :store_id, :catalog_id, :locale, :now, :words::text[]
) AS used (word);
