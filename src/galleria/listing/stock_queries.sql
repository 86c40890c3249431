-- What stock and sales change of the read model.

-- name: products_of_variants
-- Those that some store may show, by catalog; a deleted variant is in none.
SELECT variant.catalog_id, array_agg(DISTINCT variant.product_id) AS product_ids
FROM unnest(:variant_ids::uuid[]) AS turned (variant_id)
JOIN variant ON variant.org_id = :org_id AND variant.variant_id = turned.variant_id
WHERE EXISTS (
    SELECT
    FROM store_catalog
    WHERE store_catalog.org_id = :org_id AND store_catalog.catalog_id = variant.catalog_id
)
GROUP BY variant.catalog_id;

-- name: count_sold
-- Returns how many of these the listing was right about until now, or did not know: for them a job is needed. A row is
-- locked before it is asked, so that a job which ranks it just now is waited for.
WITH told AS MATERIALIZED (
    SELECT line.store_id, line.product_id, sum(line.units)::bigint AS units
    FROM unnest(:store_ids::uuid[], :product_ids::uuid[], :units::bigint[])
        AS line (store_id, product_id, units)
    JOIN store ON store.org_id = :org_id AND store.store_id = line.store_id
    GROUP BY line.store_id, line.product_id
),
there AS MATERIALIZED (
    SELECT store_sale.store_id, store_sale.product_id, store_sale.is_ranked
    FROM told
    JOIN store_sale
        ON store_sale.org_id = :org_id
        AND store_sale.store_id = told.store_id
        AND store_sale.product_id = told.product_id
    ORDER BY store_sale.store_id, store_sale.product_id
    FOR NO KEY UPDATE OF store_sale
),
written AS (
    INSERT INTO store_sale (org_id, store_id, product_id, sold_units)
    SELECT organization.org_id, told.store_id, told.product_id, greatest(0, told.units)
    FROM organization, told
    WHERE organization.org_id = :org_id
    ON CONFLICT (org_id, store_id, product_id) DO UPDATE
    SET sold_units = greatest(
            0,
            store_sale.sold_units + (
                SELECT told.units FROM told
                WHERE
                    told.store_id = excluded.store_id AND told.product_id = excluded.product_id
            )
        ),
        is_ranked = false
)
SELECT count(*)
FROM told
LEFT JOIN there ON there.store_id = told.store_id AND there.product_id = told.product_id
WHERE coalesce(there.is_ranked, true);

-- name: rank_sold
-- A few of those that are not ranked; the documents of their catalogs are this transaction's. By store_sale_unranked.
WITH due AS (
    SELECT store_sale.store_id, store_sale.product_id
    FROM store_sale
    WHERE store_sale.org_id = :org_id AND NOT store_sale.is_ranked
    ORDER BY store_sale.store_id, store_sale.product_id
    LIMIT :rows_max
    FOR NO KEY UPDATE
),
ranked AS (
    UPDATE store_sale
    SET is_ranked = true
    FROM due
    WHERE
        store_sale.org_id = :org_id
        AND store_sale.store_id = due.store_id
        AND store_sale.product_id = due.product_id
    RETURNING store_sale.store_id, store_sale.product_id, store_sale.sold_units
),
shown AS (
    UPDATE listing
    SET sold_units = ranked.sold_units
    FROM ranked
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = ranked.store_id
        AND listing.product_id = ranked.product_id
        AND listing.sold_units <> ranked.sold_units
)
SELECT count(*) FROM ranked;
