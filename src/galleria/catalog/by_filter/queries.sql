-- Doing what was planned, and keeping account of it. Writers hold the catalog's lock.

-- name: plan_for_values
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
FROM organization
WHERE org_id = :org_id;

-- name: write_changes
-- Everything that was planned of a piece, with its history: few rows or 2,000, one statement.
-- The database's clock, as events have it.
WITH wanted AS MATERIALIZED (
    SELECT
        asked.product_id, asked.before, asked.after,
        asked.after -> 'prices' AS prices, asked.after -> 'compare_at' AS compare_at
    FROM jsonb_to_recordset(:rows::jsonb) AS asked (product_id uuid, before jsonb, after jsonb)
),
-- Found by their products: the planner thinks of a hundred keys in each JSON object, and would
-- rather read all variants of everybody.
repriced AS (
    UPDATE variant
    SET price_minor = coalesce(
            (wanted.prices ->> variant.variant_id::text)::bigint, variant.price_minor
        ),
        compare_at_minor = CASE
            WHEN wanted.compare_at -> variant.variant_id::text IS NULL
                THEN variant.compare_at_minor
            ELSE (wanted.compare_at ->> variant.variant_id::text)::bigint
        END,
        updated_at = :now
    FROM wanted
    WHERE
        variant.org_id = :org_id
        AND variant.product_id = wanted.product_id
        AND (
            wanted.prices -> variant.variant_id::text IS NOT NULL
            OR wanted.compare_at -> variant.variant_id::text IS NOT NULL
        )
),
moved_out AS (
    DELETE FROM product_category
    USING wanted
    CROSS JOIN LATERAL jsonb_object_keys(wanted.before -> 'categories') AS had (category_id)
    WHERE
        product_category.org_id = :org_id
        AND product_category.product_id = wanted.product_id
        AND product_category.category_id = had.category_id::uuid
        AND wanted.after -> 'categories' -> had.category_id IS NULL
),
moved_in AS (
    INSERT INTO product_category (org_id, product_id, category_id, catalog_id, position)
    SELECT
        organization.org_id, wanted.product_id, given.category_id::uuid, :catalog_id,
        (given.position #>> '{}')::int
    FROM organization
    CROSS JOIN wanted
    CROSS JOIN LATERAL jsonb_each(wanted.after -> 'categories') AS given (category_id, position)
    WHERE
        organization.org_id = :org_id
        AND wanted.before -> 'categories' -> given.category_id IS NULL
),
edited AS (
    UPDATE product
    SET status = coalesce(wanted.after ->> 'status', product.status),
        tax_class = coalesce(wanted.after ->> 'tax_class', product.tax_class),
        brand = CASE
            WHEN wanted.after -> 'brand' IS NULL THEN product.brand
            ELSE wanted.after ->> 'brand'
        END,
        fulfilment_partner = CASE
            WHEN wanted.after -> 'fulfilment_partner' IS NULL THEN product.fulfilment_partner
            ELSE wanted.after ->> 'fulfilment_partner'
        END,
        category_id = CASE
            WHEN wanted.after -> 'category_id' IS NULL THEN product.category_id
            ELSE (wanted.after ->> 'category_id')::uuid
        END,
        tags = CASE
            WHEN wanted.after -> 'tags' IS NULL THEN product.tags
            ELSE ARRAY(
                SELECT had.tag
                FROM unnest(product.tags) WITH ORDINALITY AS had (tag, place)
                WHERE NOT (wanted.before -> 'tags') @> to_jsonb(had.tag)
                ORDER BY had.place
            ) || ARRAY(
                SELECT given.tag
                FROM jsonb_array_elements_text(wanted.after -> 'tags')
                    WITH ORDINALITY AS given (tag, place)
                ORDER BY given.place
            )
        END,
        attributes = CASE
            WHEN wanted.after -> 'attributes' IS NULL THEN product.attributes
            ELSE (
                product.attributes
                - ARRAY(SELECT jsonb_object_keys(wanted.before -> 'attributes'))
            ) || (wanted.after -> 'attributes')
        END,
        version = product.version + 1,
        updated_at = :now
    FROM wanted
    WHERE
        product.org_id = :org_id
        AND product.catalog_id = :catalog_id
        AND product.product_id = wanted.product_id
)
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
INSERT INTO product_change (
    org_id, event_id, product_id, changed_at, kind, changed, before, after
)
SELECT
    organization.org_id, :event_id, wanted.product_id, statement_timestamp(), 'updated',
    ARRAY(SELECT jsonb_object_keys(wanted.after)), wanted.before, wanted.after
FROM organization, wanted
WHERE organization.org_id = :org_id
RETURNING product_id;

-- name: newly_due
-- Products that were made active and are to be shown later.
SELECT product.product_id, product.publish_at
FROM jsonb_to_recordset(:rows::jsonb) AS asked (product_id uuid, after jsonb)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = asked.product_id
WHERE asked.after ->> 'status' = 'active' AND product.publish_at > :now;

-- name: categories_named
SELECT category.category_id, category.kind
FROM unnest(:category_ids::uuid[]) AS wanted (wanted_id)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id;
