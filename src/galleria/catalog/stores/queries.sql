-- What stores choose of what they sell. Writers hold the store, then the lock of its catalog.

-- name: hold_store
-- Many may choose for a store at once; meanwhile nobody has it sell another catalog. Foreign keys
-- to the store do not wait.
SELECT store_id
FROM store
WHERE org_id = :org_id AND store_id = :store_id
FOR SHARE;

-- name: exclusion_targets
-- Those of the catalog among these, and how they are excluded, if they are.
SELECT
    product.product_id AS target_id, 'product' AS kind, there.exclusion_id, there.reason
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id
LEFT JOIN store_exclusion AS there
    ON there.org_id = :org_id
    AND there.store_id = :store_id
    AND there.product_id = product.product_id
UNION ALL
SELECT category.category_id, 'category', there.exclusion_id, there.reason
FROM unnest(:category_ids::uuid[]) AS wanted (wanted_id)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id
LEFT JOIN store_exclusion AS there
    ON there.org_id = :org_id
    AND there.store_id = :store_id
    AND there.category_id = category.category_id;

-- name: put_exclusions
-- Of one that is there, the reason is another: whoever gives it stands for it.
INSERT INTO store_exclusion (
    org_id, exclusion_id, store_id, catalog_id, product_id, category_id, reason, actor_kind,
    actor_id, created_at
)
SELECT
    organization.org_id, wanted.exclusion_id, :store_id, :catalog_id, wanted.product_id,
    wanted.category_id, wanted.reason, :actor_kind, :actor_id::uuid, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        exclusion_id uuid, product_id uuid, category_id uuid, reason text
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, exclusion_id) DO UPDATE
SET reason = excluded.reason,
    actor_kind = excluded.actor_kind,
    actor_id = excluded.actor_id,
    created_at = excluded.created_at;

-- name: delete_exclusions
DELETE FROM store_exclusion
USING unnest(:exclusion_ids::uuid[]) AS wanted (wanted_id)
WHERE
    store_exclusion.org_id = :org_id
    AND store_exclusion.store_id = :store_id
    AND store_exclusion.exclusion_id = wanted.wanted_id
RETURNING
    store_exclusion.exclusion_id, store_exclusion.catalog_id, store_exclusion.product_id,
    store_exclusion.category_id;

-- name: prices_there
-- Variants of the catalog among these, and what this store says of them.
SELECT
    variant.variant_id, variant.product_id, there.variant_id IS NOT NULL AS is_set,
    there.price_minor, there.compare_at_minor
FROM unnest(:variant_ids::uuid[]) AS wanted (wanted_id)
JOIN variant
    ON variant.org_id = :org_id
    AND variant.catalog_id = :catalog_id
    AND variant.variant_id = wanted.wanted_id
LEFT JOIN store_price AS there
    ON there.org_id = :org_id
    AND there.store_id = :store_id
    AND there.variant_id = variant.variant_id;

-- name: put_prices
INSERT INTO store_price (
    org_id, store_id, variant_id, price_minor, compare_at_minor, updated_at
)
SELECT
    organization.org_id, :store_id, wanted.variant_id, wanted.price_minor,
    wanted.compare_at_minor, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        variant_id uuid, price_minor bigint, compare_at_minor bigint
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, store_id, variant_id) DO UPDATE
SET price_minor = excluded.price_minor,
    compare_at_minor = excluded.compare_at_minor,
    updated_at = excluded.updated_at;

-- name: delete_prices
DELETE FROM store_price
USING unnest(:variant_ids::uuid[]) AS wanted (wanted_id)
WHERE
    store_price.org_id = :org_id
    AND store_price.store_id = :store_id
    AND store_price.variant_id = wanted.wanted_id;

-- name: windows_there
-- Products of the catalog among these, and when this store sells them.
SELECT
    product.product_id, there.product_id IS NOT NULL AS is_set, there.available_from,
    there.available_until
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id
LEFT JOIN store_window AS there
    ON there.org_id = :org_id
    AND there.store_id = :store_id
    AND there.product_id = product.product_id;

-- name: put_windows
INSERT INTO store_window (
    org_id, store_id, product_id, available_from, available_until, updated_at
)
SELECT
    organization.org_id, :store_id, wanted.product_id, wanted.available_from,
    wanted.available_until, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        product_id uuid, available_from timestamptz, available_until timestamptz
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, store_id, product_id) DO UPDATE
SET available_from = excluded.available_from,
    available_until = excluded.available_until,
    updated_at = excluded.updated_at;

-- name: delete_windows
DELETE FROM store_window
USING unnest(:product_ids::uuid[]) AS wanted (wanted_id)
WHERE
    store_window.org_id = :org_id
    AND store_window.store_id = :store_id
    AND store_window.product_id = wanted.wanted_id;
