-- What a change would do, product by product, without doing it: `before` and `after` hold what
-- differs, by field; of tags, `before` has those that go and `after` those that come; of attributes,
-- the keys that change. It is planned for its very values (catalog/lock.py), so that
-- what is not asked for costs nothing. A piece is at most rows_max products and variants_max
-- variants, but at least one product: what one transaction can write is bounded. Without `compares`
-- products are only counted.

-- name: plan_by_filter
-- Index product_in_catalog, in the order of ids; with a category or named products, the planner's.
-- The price is rules.repriced: in parts of 1/10000 minor unit, and numeric, which divides exactly.
WITH RECURSIVE subtree AS (
    SELECT category.category_id
    FROM category
    WHERE
        category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.category_id = :category_id::uuid
    UNION ALL
    SELECT category.category_id
    FROM subtree
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.parent_id = subtree.category_id
),
weighed AS (
    SELECT
        matched.product_id, matched.name, matched.category_id, matched.status, matched.brand,
        matched.tax_class, matched.fulfilment_partner, matched.tags, matched.attributes,
        row_number() OVER in_order AS place,
        lead(matched.product_id) OVER in_order IS NOT NULL AS is_followed,
        sum((
            SELECT count(*) FROM variant
            WHERE variant.org_id = :org_id AND variant.product_id = matched.product_id
        )) OVER in_order AS variants
    FROM (
        SELECT
            product.product_id, product.name, product.category_id, product.status, product.brand,
            product.tax_class, product.fulfilment_partner, product.tags, product.attributes
        FROM product
        WHERE
            product.org_id = :org_id
            AND product.catalog_id = :catalog_id
            AND product.product_id > :after::uuid
            AND product.product_id <= :up_to::uuid
            AND (:product_ids::uuid[] IS NULL OR product.product_id = ANY(:product_ids))
            AND (:brands::text[] IS NULL OR product.brand = ANY(:brands))
            AND (:tags::text[] IS NULL OR product.tags && :tags)
            AND (:status::text IS NULL OR product.status = :status)
            AND (:kind::text IS NULL OR product.kind = :kind)
            AND (
                :category_id IS NULL
                OR product.product_id IN (
                    SELECT placed.product_id
                    FROM subtree
                    JOIN product_category AS placed
                        ON placed.org_id = :org_id
                        AND placed.category_id = subtree.category_id
                )
            )
            AND (
                (:price_min_minor::bigint IS NULL AND :price_max_minor::bigint IS NULL)
                OR EXISTS (
                    SELECT FROM variant
                    WHERE
                        variant.org_id = :org_id
                        AND variant.product_id = product.product_id
                        AND variant.price_minor BETWEEN coalesce(:price_min_minor, 0)
                        AND coalesce(:price_max_minor, 9223372036854775807)
                )
            )
            AND (
                :attributes::jsonb IS NULL
                OR NOT EXISTS (
                    SELECT FROM jsonb_each(:attributes) AS asked (key, choices)
                    WHERE coalesce(
                        NOT asked.choices @> to_jsonb(product.attributes ->> asked.key), true
                    )
                )
            )
        ORDER BY product.product_id
        LIMIT :rows_max::bigint + 1
    ) AS matched
    WINDOW in_order AS (ORDER BY matched.product_id)
),
planned AS (
    SELECT
        weighed.product_id, weighed.name, weighed.is_followed, priced.in_other_currencies,
        field.before, field.after,
        cardinality(weighed.tags) + jsonb_array_length(edited.tags_added)
        - jsonb_array_length(edited.tags_lost) > :tags_max::int
        OR length(((weighed.attributes - edited.keys) || edited.attributes)::text)
        > :attributes_length_max::int AS is_over
    FROM weighed
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(sold.variant_id, sold.price_minor)
            FILTER (WHERE sold.new_price_minor <> sold.price_minor) AS prices,
            jsonb_object_agg(sold.variant_id, sold.new_price_minor)
            FILTER (WHERE sold.new_price_minor <> sold.price_minor) AS new_prices,
            jsonb_object_agg(sold.variant_id, sold.compare_at_minor)
            FILTER (WHERE sold.new_compare_at_minor IS DISTINCT FROM sold.compare_at_minor)
                AS compare_at,
            jsonb_object_agg(sold.variant_id, sold.new_compare_at_minor)
            FILTER (WHERE sold.new_compare_at_minor IS DISTINCT FROM sold.compare_at_minor)
                AS new_compare_at,
            count(*) FILTER (WHERE :reprices::bool AND sold.currency <> :currency::text)
                AS in_other_currencies
        FROM (
            SELECT
                variant.variant_id, variant.currency, variant.price_minor,
                variant.compare_at_minor, becomes.price_minor AS new_price_minor,
                CASE
                    WHEN :compare_at::text = 'clear' THEN NULL
                    WHEN :compare_at = 'old_price' AND becomes.price_minor < variant.price_minor
                        THEN variant.price_minor
                    ELSE variant.compare_at_minor
                END AS new_compare_at_minor
            FROM variant
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN :fixed_minor::bigint IS NULL THEN
                        variant.price_minor::numeric * (10000 + :percent_hundredths::bigint)
                        + :amount_minor::bigint * 10000::numeric
                    ELSE :fixed_minor * 10000::numeric
                END AS price
            ) AS exact
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN NOT :reprices OR variant.currency <> :currency THEN variant.price_minor
                    WHEN exact.price <= 0 THEN 0
                    ELSE (
                        :ends_minor::bigint + :each_minor::bigint * least(
                            div(
                                greatest(
                                    2 * (exact.price - :ends_minor * 10000) - :each_minor * 10000,
                                    0
                                ) + :each_minor * 20000 - 1,
                                (:each_minor * 20000)::numeric
                            ),
                            :steps_max::bigint
                        )
                    )::bigint
                END AS price_minor
            ) AS becomes
            WHERE
                variant.org_id = :org_id
                AND variant.product_id = weighed.product_id
                AND :compares::bool
                AND (:reprices OR :compare_at = 'clear')
        ) AS sold
    ) AS priced
    CROSS JOIN LATERAL (
        SELECT
            (
                SELECT coalesce(jsonb_agg(had.tag ORDER BY had.place), '[]')
                FROM unnest(weighed.tags) WITH ORDINALITY AS had (tag, place)
                WHERE had.tag = ANY(:remove_tags::text[])
            ) AS tags_lost,
            (
                SELECT coalesce(jsonb_agg(given.tag ORDER BY given.place), '[]')
                FROM unnest(:add_tags::text[]) WITH ORDINALITY AS given (tag, place)
                WHERE NOT given.tag = ANY(weighed.tags)
            ) AS tags_added,
            said.keys, said.was, said.attributes,
            CASE
                WHEN weighed.category_id IS DISTINCT FROM (:edit::jsonb ->> 'category_id')::uuid
                    AND :edit::jsonb -> 'category_id' IS NOT NULL
                    THEN (
                        SELECT coalesce(jsonb_object_agg(placed.category_id, placed.position), '{}')
                        FROM product_category AS placed
                        WHERE
                            placed.org_id = :org_id
                            AND placed.product_id = weighed.product_id
                    )
            END AS categories
        FROM (
            SELECT
                coalesce(array_agg(given.key), '{}') AS keys,
                coalesce(
                    jsonb_object_agg(given.key, weighed.attributes -> given.key)
                    FILTER (WHERE weighed.attributes -> given.key IS NOT NULL),
                    '{}'
                ) AS was,
                coalesce(
                    jsonb_object_agg(given.key, given.value) FILTER (WHERE given.value <> 'null'),
                    '{}'
                ) AS attributes
            FROM jsonb_each(:edit::jsonb -> 'attributes') AS given (key, value)
            WHERE coalesce(weighed.attributes -> given.key, 'null') <> given.value
        ) AS said
        -- Not merged into what is outside: each would be computed wherever it is named.
        OFFSET 0
    ) AS edited
    CROSS JOIN LATERAL (
        SELECT
            jsonb_object_agg(one.name, one.was) AS before,
            jsonb_object_agg(one.name, one.becomes) AS after
        FROM (
            VALUES
            ('prices', priced.prices, priced.new_prices),
            ('compare_at', priced.compare_at, priced.new_compare_at),
            ('status', to_jsonb(weighed.status), :edit::jsonb -> 'status'),
            ('brand', coalesce(to_jsonb(weighed.brand), 'null'), :edit::jsonb -> 'brand'),
            ('tax_class', to_jsonb(weighed.tax_class), :edit::jsonb -> 'tax_class'),
            (
                'fulfilment_partner', coalesce(to_jsonb(weighed.fulfilment_partner), 'null'),
                :edit::jsonb -> 'fulfilment_partner'
            ),
            (
                'category_id', coalesce(to_jsonb(weighed.category_id), 'null'),
                :edit::jsonb -> 'category_id'
            ),
            (
                'categories', edited.categories,
                CASE
                    WHEN edited.categories IS NOT NULL
                        THEN jsonb_build_object(:edit::jsonb ->> 'category_id', NULL)
                        || (edited.categories - coalesce(weighed.category_id::text, ''))
                END
            ),
            ('tags', edited.tags_lost, edited.tags_added),
            ('attributes', edited.was, edited.attributes)
        ) AS one (name, was, becomes)
        WHERE :compares AND one.was <> one.becomes
    ) AS field
    WHERE
        weighed.place = 1
        OR (weighed.place <= :rows_max AND weighed.variants <= :variants_max::bigint)
),
numbered AS (
    SELECT
        planned.product_id, planned.name, planned.is_followed, planned.in_other_currencies,
        planned.before, planned.after, planned.is_over,
        planned.before IS NOT NULL AND NOT planned.is_over AS is_changed,
        count(*) FILTER (WHERE planned.before IS NOT NULL AND NOT planned.is_over) OVER so_far
            AS changed_so_far,
        count(*) FILTER (WHERE planned.is_over) OVER so_far AS over_so_far
    FROM planned
    WINDOW so_far AS (ORDER BY planned.product_id)
)
SELECT
    count(*) AS matched,
    count(*) FILTER (WHERE is_changed) AS changed,
    count(*) FILTER (WHERE is_over) AS skipped,
    coalesce(sum(in_other_currencies), 0)::bigint AS in_other_currencies,
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
        jsonb_agg(jsonb_build_object('product_id', product_id, 'name', name, 'reason', 'limit'))
        FILTER (WHERE is_over AND over_so_far <= :sample_max),
        '[]'
    ) AS skipped_sample
FROM numbered;
