-- How variants are sold when none is free.

-- name: policies_of
SELECT
    variant_id, policy, is_tracked, backorder_max, available_from, low_stock_at, version,
    updated_at
FROM stock_policy
WHERE org_id = :org_id AND variant_id = ANY(:variant_ids::uuid[]);

-- name: put_policies
-- Under the locks of their counters; a policy of a variant without any is put by one at a time, too.
INSERT INTO stock_policy (
    org_id, variant_id, policy, is_tracked, backorder_max, available_from, low_stock_at, updated_at
)
SELECT
    organization.org_id, wanted.variant_id, wanted.policy, wanted.is_tracked,
    wanted.backorder_max, wanted.available_from, wanted.low_stock_at, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        variant_id uuid, policy text, is_tracked bool, backorder_max int,
        available_from timestamptz, low_stock_at int
    )
WHERE organization.org_id = :org_id
ORDER BY wanted.variant_id
ON CONFLICT (org_id, variant_id) DO UPDATE
SET policy = excluded.policy,
    is_tracked = excluded.is_tracked,
    backorder_max = excluded.backorder_max,
    available_from = excluded.available_from,
    low_stock_at = excluded.low_stock_at,
    version = stock_policy.version + 1,
    updated_at = excluded.updated_at;

-- name: policies_after
-- By the primary key.
SELECT
    policy.variant_id, variant.product_id, variant.catalog_id, product.name, variant.sku,
    policy.policy, policy.is_tracked, policy.backorder_max, policy.available_from,
    policy.low_stock_at, policy.version, policy.updated_at
FROM stock_policy AS policy
JOIN variant ON variant.org_id = :org_id AND variant.variant_id = policy.variant_id
JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id
WHERE policy.org_id = :org_id AND policy.variant_id > :after
ORDER BY policy.variant_id
LIMIT :rows_max;
