-- The read model of what shoppers find. What a row says is decided by built_listing() alone (see the
-- migration); here it is put in place, with the counts and the words that go with it. Writers hold
-- the catalog's lock, so nobody else changes rows of these products meanwhile.

-- name: write_listing
-- Returns the bundles that these are in: whether they are shown hangs on their parts.
WITH built AS MATERIALIZED (
    SELECT
        made.org_id, made.store_id, made.locale, made.product_id, made.catalog_id, made.slug,
        made.sort_order, made.name_key, made.price_minor, made.price_max_minor,
        made.visible_from, made.visible_until, made.facets, made.numbers, made.words,
        made.vocabulary, made.document, made.sold_units
    FROM built_listing(:org_id, :catalog_id, :product_ids::uuid[], :now::timestamptz) AS made
),
there AS MATERIALIZED (
    SELECT
        listing.store_id, listing.locale, listing.product_id, listing.facets,
        listing.visible_from, listing.visible_until
    FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    JOIN listing ON listing.org_id = :org_id AND listing.product_id = wanted.wanted_id
),
gone AS (
    DELETE FROM listing
    USING there
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = there.store_id
        AND listing.locale = there.locale
        AND listing.product_id = there.product_id
        AND NOT EXISTS (
            SELECT FROM built
            WHERE
                built.store_id = there.store_id
                AND built.locale = there.locale
                AND built.product_id = there.product_id
        )
),
written AS (
    INSERT INTO listing (
        org_id, store_id, locale, product_id, catalog_id, slug, sort_order, name_key,
        price_minor, price_max_minor, visible_from, visible_until, facets, numbers, words,
        vocabulary, document, sold_units
    )
    SELECT
        organization.org_id, built.store_id, built.locale, built.product_id, built.catalog_id,
        built.slug, built.sort_order, built.name_key, built.price_minor, built.price_max_minor,
        built.visible_from, built.visible_until, built.facets, built.numbers, built.words,
        built.vocabulary, built.document, built.sold_units
    FROM organization
    -- Planned for these very products, perhaps (see show.py); its foreign keys' checks are not.
    CROSS JOIN (
        SELECT set_config('plan_cache_mode', 'force_generic_plan', true) AS mode OFFSET 0
    ) AS planned
    CROSS JOIN built
    WHERE organization.org_id = :org_id AND planned.mode IS NOT NULL
    ON CONFLICT (org_id, store_id, locale, product_id) DO UPDATE
    SET catalog_id = excluded.catalog_id,
        slug = excluded.slug,
        sort_order = excluded.sort_order,
        name_key = excluded.name_key,
        price_minor = excluded.price_minor,
        price_max_minor = excluded.price_max_minor,
        visible_from = excluded.visible_from,
        visible_until = excluded.visible_until,
        facets = excluded.facets,
        numbers = excluded.numbers,
        words = excluded.words,
        vocabulary = excluded.vocabulary,
        document = excluded.document,
        sold_units = excluded.sold_units
    WHERE
        (
            listing.catalog_id, listing.slug, listing.sort_order, listing.name_key,
            listing.price_minor, listing.price_max_minor, listing.visible_from,
            listing.visible_until, listing.document, listing.facets, listing.numbers,
            listing.words
        ) IS DISTINCT FROM (
            excluded.catalog_id, excluded.slug, excluded.sort_order, excluded.name_key,
            excluded.price_minor, excluded.price_max_minor, excluded.visible_from,
            excluded.visible_until, excluded.document, excluded.facets, excluded.numbers,
            excluded.words
        )
),
-- A product counts once a store, in however many languages it is there.
step AS MATERIALIZED (
    SELECT counted.store_id, has.facet, sum(counted.by)::int AS by
    FROM (
        SELECT
            once.store_id, once.facets, -1 AS by
        FROM (
            SELECT DISTINCT ON (there.store_id, there.product_id)
                there.store_id, there.facets, there.visible_from, there.visible_until
            FROM there
            ORDER BY there.store_id, there.product_id
        ) AS once
        WHERE once.visible_from = '-infinity' AND once.visible_until = 'infinity'
        UNION ALL
        SELECT once.store_id, once.facets, 1
        FROM (
            SELECT DISTINCT ON (built.store_id, built.product_id)
                built.store_id, built.facets, built.visible_from, built.visible_until
            FROM built
            ORDER BY built.store_id, built.product_id
        ) AS once
        WHERE once.visible_from = '-infinity' AND once.visible_until = 'infinity'
    ) AS counted
    CROSS JOIN LATERAL unnest(counted.facets || ARRAY['*'::text]) AS has (facet)
    GROUP BY counted.store_id, has.facet
    HAVING sum(counted.by) <> 0
),
recounted AS (
    UPDATE facet_count
    SET products = facet_count.products + step.by
    FROM step
    WHERE
        facet_count.org_id = :org_id
        AND facet_count.store_id = step.store_id
        AND facet_count.facet = step.facet
    RETURNING facet_count.store_id, facet_count.facet
),
first_counted AS (
    INSERT INTO facet_count (org_id, store_id, facet, products)
    SELECT organization.org_id, step.store_id, step.facet, step.by
    FROM organization, step
    WHERE
        organization.org_id = :org_id
        AND NOT EXISTS (
            SELECT FROM recounted
            WHERE recounted.store_id = step.store_id AND recounted.facet = step.facet
        )
),
learnt AS (
    INSERT INTO listing_word (org_id, store_id, locale, word)
    SELECT organization.org_id, learnt.store_id, learnt.locale, learnt.word
    FROM organization
    CROSS JOIN (
        SELECT DISTINCT built.store_id, built.locale, said.word
        FROM built
        CROSS JOIN LATERAL unnest(built.vocabulary) AS said (word)
        WHERE length(said.word) BETWEEN 3 AND 40
    ) AS learnt
    WHERE organization.org_id = :org_id
    ON CONFLICT (org_id, store_id, locale, word) DO NOTHING
)
SELECT DISTINCT bundle_part.product_id
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN variant ON variant.org_id = :org_id AND variant.product_id = wanted.wanted_id
JOIN bundle_part
    ON bundle_part.org_id = :org_id AND bundle_part.part_variant_id = variant.variant_id
-- Most organizations have none: then nothing is looked up.
WHERE EXISTS (SELECT FROM bundle_part AS any_part WHERE any_part.org_id = :org_id)
ORDER BY bundle_part.product_id;

-- name: plan_for_values
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
FROM organization
WHERE org_id = :org_id;

-- name: products_below
-- The products of these categories and of all below them, at most `rows_max`, behind `after`.
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
)
SELECT DISTINCT product_category.product_id
FROM below
JOIN product_category
    ON product_category.org_id = :org_id AND product_category.category_id = below.category_id
WHERE product_category.product_id > :after
ORDER BY product_category.product_id
LIMIT :rows_max;

-- name: products_after
SELECT product_id
FROM product
WHERE org_id = :org_id AND catalog_id = :catalog_id AND product_id > :after
ORDER BY product_id
LIMIT :rows_max;

-- name: catalog_of
SELECT store_catalog.catalog_id
FROM store_catalog
WHERE
    store_catalog.org_id = :org_id
    AND store_catalog.store_id = :store_id
    AND store_catalog.catalog_id IS NOT NULL;

-- name: catalogs_sold
SELECT DISTINCT store_catalog.catalog_id
FROM store_catalog
WHERE store_catalog.org_id = :org_id AND store_catalog.catalog_id IS NOT NULL
ORDER BY store_catalog.catalog_id;
