-- What the read model holds against what the tables say; a statement sees one moment.

-- name: documents_that_differ
-- Begun hours and those not given are the same; what has ended stays until it is written again.
WITH built AS MATERIALIZED (
    SELECT
        made.store_id, made.locale, made.product_id, made.catalog_id, made.slug, made.sort_order,
        made.name_key, made.price_minor, made.price_max_minor, made.visible_from,
        made.visible_until, made.facets, made.numbers, made.words, made.vocabulary, made.document
    FROM built_listing(:org_id, :catalog_id, :product_ids::uuid[], :now::timestamptz) AS made
),
there AS MATERIALIZED (
    SELECT
        listing.store_id, listing.locale, listing.product_id, listing.catalog_id, listing.slug,
        listing.sort_order, listing.name_key, listing.price_minor, listing.price_max_minor,
        CASE
            WHEN listing.visible_from > :now::timestamptz THEN listing.visible_from
            ELSE '-infinity'
        END AS visible_from,
        listing.visible_until, listing.facets, listing.numbers, listing.words,
        listing.vocabulary, listing.document
    FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
    JOIN listing ON listing.org_id = :org_id AND listing.product_id = wanted.wanted_id
)
SELECT
    coalesce(built.store_id, there.store_id) AS store_id,
    coalesce(built.locale, there.locale) AS locale,
    coalesce(built.product_id, there.product_id) AS product_id,
    CASE
        WHEN there.product_id IS NULL THEN 'missing'
        WHEN built.product_id IS NULL THEN 'unexpected'
        ELSE 'different'
    END AS difference
FROM built
FULL JOIN there
    ON there.store_id = built.store_id
    AND there.locale = built.locale
    AND there.product_id = built.product_id
WHERE
    (
        there.product_id IS NULL
        OR (built.product_id IS NULL AND there.visible_until > :now::timestamptz)
        OR (
            built.product_id IS NOT NULL
            AND (
                built.catalog_id, built.slug, built.sort_order, built.name_key, built.price_minor,
                built.price_max_minor, built.visible_from, built.visible_until, built.facets,
                built.numbers, built.words, built.vocabulary, built.document
            ) IS DISTINCT FROM (
                there.catalog_id, there.slug, there.sort_order, there.name_key, there.price_minor,
                there.price_max_minor, there.visible_from, there.visible_until, there.facets,
                there.numbers, there.words, there.vocabulary, there.document
            )
        )
    )
    -- What an import has just brought is shown a moment later.
    AND NOT EXISTS (
        SELECT
        FROM listing_pending
        WHERE
            listing_pending.org_id = :org_id
            AND listing_pending.catalog_id = :catalog_id
            AND coalesce(built.product_id, there.product_id) = ANY(listing_pending.product_ids)
    );

-- name: waiting_before
SELECT count(*)
FROM listing_pending
WHERE org_id = :org_id AND pending_id < :pending_id;

-- name: documents_of
SELECT count(*)
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN listing ON listing.org_id = :org_id AND listing.product_id = wanted.wanted_id;

-- name: counts_that_differ
WITH counted AS (
    SELECT once.store_id, has.facet, count(*) AS products
    FROM (
        SELECT DISTINCT ON (listing.store_id, listing.product_id)
            listing.store_id, listing.facets
        FROM listing
        WHERE
            listing.org_id = :org_id
            AND listing.visible_from = '-infinity'
            AND listing.visible_until = 'infinity'
        ORDER BY listing.store_id, listing.product_id
    ) AS once
    CROSS JOIN LATERAL unnest(once.facets || ARRAY['*'::text]) AS has (facet)
    GROUP BY once.store_id, has.facet
),
kept AS (
    SELECT facet_count.store_id, facet_count.facet, facet_count.products
    FROM facet_count
    WHERE facet_count.org_id = :org_id AND facet_count.products > 0
)
SELECT
    coalesce(counted.store_id, kept.store_id) AS store_id,
    coalesce(counted.facet, kept.facet) AS facet,
    coalesce(counted.products, 0) AS counted,
    coalesce(kept.products, 0) AS kept
FROM counted
FULL JOIN kept ON kept.store_id = counted.store_id AND kept.facet = counted.facet
WHERE counted.products IS DISTINCT FROM kept.products;

-- name: counts_kept
SELECT count(*)
FROM facet_count
WHERE org_id = :org_id AND products > 0;

-- name: words_unlearnt
SELECT DISTINCT listing.store_id, listing.locale, said.word
FROM listing
CROSS JOIN LATERAL unnest(listing.vocabulary) AS said (word)
LEFT JOIN listing_word
    ON listing_word.org_id = :org_id
    AND listing_word.store_id = listing.store_id
    AND listing_word.locale = listing.locale
    AND listing_word.word = said.word
WHERE
    listing.org_id = :org_id
    AND length(said.word) BETWEEN 3 AND 40
    AND listing_word.word IS NULL;

-- name: rows_that_disagree
-- Whatever is written down twice for speed.
SELECT product.product_id, 'its primary category is not among its categories' AS fault
FROM product
WHERE
    product.org_id = :org_id
    AND product.category_id IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM product_category
        WHERE
            product_category.org_id = :org_id
            AND product_category.product_id = product.product_id
            AND product_category.category_id = product.category_id
    )
UNION ALL
SELECT variant.product_id, 'a variant''s barcodes and those to be scanned differ'
FROM variant
WHERE
    variant.org_id = :org_id
    AND ARRAY(
        SELECT code.one FROM unnest(variant.further_barcodes) AS code (one) ORDER BY code.one
    ) <> ARRAY(
        SELECT further_barcode.code
        FROM further_barcode
        WHERE
            further_barcode.org_id = :org_id
            AND further_barcode.variant_id = variant.variant_id
            AND further_barcode.catalog_id = variant.catalog_id
        ORDER BY further_barcode.code
    )
UNION ALL
SELECT store_sale.product_id, 'it is sorted by other sales than were counted'
FROM store_sale
JOIN listing
    ON listing.org_id = :org_id
    AND listing.store_id = store_sale.store_id
    AND listing.product_id = store_sale.product_id
WHERE
    store_sale.org_id = :org_id
    AND store_sale.is_ranked
    AND listing.sold_units <> store_sale.sold_units;

-- name: catalogs_after_id
SELECT catalog_id
FROM catalog
WHERE org_id = :org_id
ORDER BY catalog_id;

-- name: recount
-- The counts of an organization, anew.
WITH counted AS MATERIALIZED (
    SELECT once.store_id, has.facet, count(*)::int AS products
    FROM (
        SELECT DISTINCT ON (listing.store_id, listing.product_id)
            listing.store_id, listing.facets
        FROM listing
        WHERE
            listing.org_id = :org_id
            AND listing.visible_from = '-infinity'
            AND listing.visible_until = 'infinity'
        ORDER BY listing.store_id, listing.product_id
    ) AS once
    CROSS JOIN LATERAL unnest(once.facets || ARRAY['*'::text]) AS has (facet)
    GROUP BY once.store_id, has.facet
),
gone AS (
    DELETE FROM facet_count
    WHERE
        facet_count.org_id = :org_id
        AND NOT EXISTS (
            SELECT FROM counted
            WHERE counted.store_id = facet_count.store_id AND counted.facet = facet_count.facet
        )
)
INSERT INTO facet_count (org_id, store_id, facet, products)
SELECT organization.org_id, counted.store_id, counted.facet, counted.products
FROM organization, counted
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, store_id, facet) DO UPDATE SET products = excluded.products;

-- name: forget_words
-- Words that no product says any more.
DELETE FROM listing_word
WHERE
    listing_word.org_id = :org_id
    AND NOT EXISTS (
        SELECT
        FROM listing
        CROSS JOIN LATERAL unnest(listing.vocabulary) AS said (word)
        WHERE
            listing.org_id = :org_id
            AND listing.store_id = listing_word.store_id
            AND listing.locale = listing_word.locale
            AND said.word = listing_word.word
    );
