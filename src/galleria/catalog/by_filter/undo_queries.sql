-- What undoing a change would do, as plan_queries.sql says what the change itself would.

-- name: plan_undo
-- Of what an event changed, whatever still is as the event left it; from product_change, by its
-- primary key. `since` keeps it to the partitions that can have it.
WITH weighed AS (
    SELECT
        done.product_id, done.before, done.after,
        row_number() OVER in_order AS place,
        lead(done.product_id) OVER in_order IS NOT NULL AS is_followed,
        sum((
            SELECT count(*) FROM variant
            WHERE variant.org_id = :org_id AND variant.product_id = done.product_id
        )) OVER in_order AS variants
    FROM (
        SELECT product_change.product_id, product_change.before, product_change.after
        FROM product_change
        WHERE
            product_change.org_id = :org_id
            AND product_change.event_id = :undoes::uuid
            AND product_change.changed_at >= :since::timestamptz
            AND product_change.product_id > :after::uuid
            AND product_change.product_id <= :up_to::uuid
        ORDER BY product_change.product_id
        LIMIT :rows_max::bigint + 1
    ) AS done
    WINDOW in_order AS (ORDER BY done.product_id)
),
planned AS (
    SELECT
        weighed.product_id, weighed.is_followed, product.name,
        product.product_id IS NULL OR priced.has_others OR compared.has_others
        OR said.has_others OR field.has_others AS is_kept,
        CASE WHEN product.product_id IS NOT NULL THEN field.before END AS before,
        CASE WHEN product.product_id IS NOT NULL THEN field.after END AS after
    FROM weighed
    LEFT JOIN product
        ON product.org_id = :org_id
        AND product.catalog_id = :catalog_id
        AND product.product_id = weighed.product_id
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(made.variant_id, made.minor)
            FILTER (WHERE variant.price_minor = made.minor::bigint) AS was,
            jsonb_object_agg(made.variant_id, weighed.before -> 'prices' -> made.variant_id)
            FILTER (WHERE variant.price_minor = made.minor::bigint) AS becomes,
            coalesce(bool_or(variant.price_minor IS DISTINCT FROM made.minor::bigint), false)
                AS has_others
        FROM jsonb_each(weighed.after -> 'prices') AS made (variant_id, minor)
        LEFT JOIN variant
            ON variant.org_id = :org_id
            AND variant.product_id = weighed.product_id
            AND variant.variant_id = made.variant_id::uuid
        WHERE :compares::bool
    ) AS priced
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(seen.variant_id, seen.minor) FILTER (WHERE seen.is_still) AS was,
            jsonb_object_agg(seen.variant_id, weighed.before -> 'compare_at' -> seen.variant_id)
            FILTER (WHERE seen.is_still) AS becomes,
            coalesce(bool_or(NOT seen.is_still), false) AS has_others
        FROM (
            SELECT
                made.variant_id, made.minor,
                variant.variant_id IS NOT NULL
                AND coalesce(to_jsonb(variant.compare_at_minor), 'null') = made.minor AS is_still
            FROM jsonb_each(weighed.after -> 'compare_at') AS made (variant_id, minor)
            LEFT JOIN variant
                ON variant.org_id = :org_id
                AND variant.product_id = weighed.product_id
                AND variant.variant_id = made.variant_id::uuid
            WHERE :compares
        ) AS seen
    ) AS compared
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(key, weighed.after -> 'attributes' -> key)
            FILTER (WHERE is_still AND weighed.after -> 'attributes' -> key IS NOT NULL) AS was,
            jsonb_object_agg(key, weighed.before -> 'attributes' -> key)
            FILTER (WHERE is_still AND weighed.before -> 'attributes' -> key IS NOT NULL)
                AS becomes,
            coalesce(bool_or(is_still), false) AS has_some,
            coalesce(bool_or(NOT is_still), false) AS has_others
        FROM (
            SELECT
                named.key,
                product.attributes -> named.key
                IS NOT DISTINCT FROM weighed.after -> 'attributes' -> named.key AS is_still
            FROM jsonb_object_keys(
                (weighed.before -> 'attributes') || (weighed.after -> 'attributes')
            ) AS named (key)
        ) AS seen
    ) AS said
    CROSS JOIN LATERAL (
        SELECT
            weighed.after -> 'category_id' IS NULL
            OR (
                product.category_id = (weighed.after ->> 'category_id')::uuid
                AND (
                    weighed.after -> 'categories' IS NULL
                    OR ARRAY(
                        SELECT placed.category_id::text
                        FROM product_category AS placed
                        WHERE
                            placed.org_id = :org_id
                            AND placed.product_id = weighed.product_id
                        ORDER BY 1
                    ) = ARRAY(SELECT jsonb_object_keys(weighed.after -> 'categories') ORDER BY 1)
                )
                -- What it was in must still be there.
                AND NOT EXISTS (
                    SELECT
                    FROM jsonb_object_keys(
                        coalesce(weighed.before -> 'categories', '{}')
                        || CASE
                            WHEN weighed.before ->> 'category_id' IS NULL THEN '{}'
                            ELSE jsonb_build_object(weighed.before ->> 'category_id', NULL)
                        END
                    ) AS needed (id)
                    WHERE NOT EXISTS (
                        SELECT FROM category
                        WHERE
                            category.org_id = :org_id
                            AND category.catalog_id = :catalog_id
                            AND category.category_id = needed.id::uuid
                    )
                )
            ) AS is_still
    ) AS standing
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(one.name, one.was) FILTER (WHERE one.is_still) AS before,
            jsonb_object_agg(one.name, one.becomes) FILTER (WHERE one.is_still) AS after,
            coalesce(bool_or(NOT one.is_still), false) AS has_others
        FROM (
            SELECT
                now.name,
                weighed.after -> now.name AS was,
                weighed.before -> now.name AS becomes,
                coalesce(now.value, 'null') = weighed.after -> now.name AS is_still
            FROM (
                VALUES
                ('status', to_jsonb(product.status)),
                ('brand', to_jsonb(product.brand)),
                ('tax_class', to_jsonb(product.tax_class)),
                ('fulfilment_partner', to_jsonb(product.fulfilment_partner))
            ) AS now (name, value)
            UNION ALL
            SELECT
                'tags', weighed.after -> 'tags', weighed.before -> 'tags',
                to_jsonb(product.tags) @> (weighed.after -> 'tags')
                AND NOT EXISTS (
                    SELECT FROM jsonb_array_elements(weighed.before -> 'tags') AS lost (tag)
                    WHERE to_jsonb(product.tags) @> lost.tag
                )
            UNION ALL
            SELECT
                place.name, weighed.after -> place.name, weighed.before -> place.name,
                standing.is_still
            FROM (VALUES ('category_id'), ('categories')) AS place (name)
            UNION ALL
            SELECT 'prices', priced.was, priced.becomes, true
            UNION ALL
            SELECT 'compare_at', compared.was, compared.becomes, true
            UNION ALL
            SELECT
                'attributes', CASE WHEN said.has_some THEN coalesce(said.was, '{}') END,
                coalesce(said.becomes, '{}'), true
        ) AS one (name, was, becomes, is_still)
        WHERE :compares AND one.was IS NOT NULL
    ) AS field
    WHERE
        weighed.place = 1
        OR (weighed.place <= :rows_max AND weighed.variants <= :variants_max::bigint)
),
numbered AS (
    SELECT
        planned.product_id, planned.name, planned.is_followed, planned.before, planned.after,
        planned.is_kept, planned.before IS NOT NULL AS is_changed,
        count(*) FILTER (WHERE planned.before IS NOT NULL) OVER so_far AS changed_so_far,
        count(*) FILTER (WHERE planned.is_kept) OVER so_far AS kept_so_far
    FROM planned
    WINDOW so_far AS (ORDER BY planned.product_id)
)
SELECT
    count(*) AS matched,
    count(*) FILTER (WHERE is_changed) AS changed,
    count(*) FILTER (WHERE is_kept) AS skipped,
    0::bigint AS in_other_currencies,
    coalesce(bool_and(is_followed), false) AS has_more,
    max(product_id::text COLLATE "C")::uuid AS looked_at_up_to,
    coalesce(
        jsonb_agg(jsonb_build_object('product_id', product_id, 'before', before, 'after', after))
        FILTER (WHERE :with_rows::bool AND is_changed),
        '[]'
    ) AS rows,
    coalesce(
        jsonb_agg(
            jsonb_build_object(
                'product_id', product_id, 'name', name, 'before', before, 'after', after
            )
        ) FILTER (WHERE is_changed AND changed_so_far <= :sample_max::bigint),
        '[]'
    ) AS sample,
    coalesce(
        jsonb_agg(
            jsonb_build_object('product_id', product_id, 'name', name, 'reason', 'changed_since')
        ) FILTER (WHERE is_kept AND kept_so_far <= :sample_max),
        '[]'
    ) AS skipped_sample
FROM numbered;
