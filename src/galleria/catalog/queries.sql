-- Catalogs, and which store sells which.

-- name: insert_catalog
INSERT INTO catalog (
    org_id, catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, created_at, updated_at
)
VALUES (
    :org_id, :catalog_id, :name, :kind, :status, :currency, :source, :source_config,
    :sync_settings, :owner_member_id, :now, :now
)
RETURNING
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at;

-- name: find_catalog
SELECT
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at
FROM catalog
WHERE org_id = :org_id AND catalog_id = :catalog_id;

-- name: lock_catalog
-- Every writer of a catalog, its categories or its products takes this lock first: what it then
-- reads stays true until it commits, and writers of one catalog queue instead of deadlocking.
-- Readers and foreign keys do not wait. Before it, that of the catalog's documents is taken, which is
-- all that somebody needs who shows what an import brought: no row, for the stores that sell the
-- catalog may become others while this waits. It also says how the statements that follow are
-- planned, and what the organization's attributes must be.
SELECT
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at,
    set_config('plan_cache_mode', :plan_cache_mode, true) AS plan_cache_mode,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'key', key, 'kind', kind, 'choices', choices, 'is_required', is_required
            ) ORDER BY sort_order, attribute_id
        ), '[]')
        FROM attribute
        WHERE org_id = :org_id
    ) AS definitions,
    pg_advisory_xact_lock(hashtextextended('documents:' || catalog_id::text, 0))
        IS NOT NULL AS holds_documents
FROM catalog
WHERE org_id = :org_id AND catalog_id = :catalog_id
FOR NO KEY UPDATE;

-- name: lock_catalog_alone
-- For who leaves the documents to somebody else.
SELECT
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at,
    set_config('plan_cache_mode', :plan_cache_mode, true) AS plan_cache_mode,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object(
                'key', key, 'kind', kind, 'choices', choices, 'is_required', is_required
            ) ORDER BY sort_order, attribute_id
        ), '[]')
        FROM attribute
        WHERE org_id = :org_id
    ) AS definitions, false AS holds_documents
FROM catalog
WHERE org_id = :org_id AND catalog_id = :catalog_id
FOR NO KEY UPDATE;

-- name: keep_plans
-- Before the first analysis the planner takes an index for foreign keys by its size alone, and that
-- of keys which nobody gave is the smallest: each check then reads the whole catalog (measured:
-- 1,000 products into 5,000 in 0.9 s instead of 0.1). So the planner is told, once a doubling.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true)
FROM organization
CROSS JOIN refresh_catalog_statistics() AS told
WHERE org_id = :org_id;

-- name: catalog_ids
SELECT catalog_id
FROM catalog
WHERE org_id = :org_id
ORDER BY catalog_id;

-- name: catalogs_after
-- By the primary key: ids sort by the time they were made.
SELECT
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at
FROM catalog
WHERE org_id = :org_id AND catalog_id > :after
ORDER BY catalog_id
LIMIT :rows_max;

-- name: update_catalog
UPDATE catalog
SET name = :name,
    kind = :kind,
    status = :status,
    currency = :currency,
    source = :source,
    source_config = :source_config,
    sync_settings = :sync_settings,
    owner_member_id = :owner_member_id,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND catalog_id = :catalog_id
RETURNING
    catalog_id, name, kind, status, currency, source, source_config, sync_settings,
    owner_member_id, last_synced_at, version, created_at, updated_at;

-- name: delete_catalog_row
DELETE FROM catalog
WHERE org_id = :org_id AND catalog_id = :catalog_id;

-- name: uses_of_catalog
SELECT
    (
        SELECT count(*) FROM store_catalog
        WHERE org_id = :org_id AND catalog_id = :catalog_id
    ) AS stores,
    EXISTS (
        SELECT FROM category
        WHERE org_id = :org_id AND catalog_id = :catalog_id
    ) AS has_categories,
    EXISTS (
        SELECT FROM product
        WHERE org_id = :org_id AND catalog_id = :catalog_id
    ) AS has_products;

-- name: member_is_here
SELECT EXISTS (SELECT FROM member WHERE org_id = :org_id AND member_id = :member_id);

-- name: find_store_catalog
-- A store that never was told what to sell has version 0.
SELECT store.store_id, store_catalog.catalog_id, coalesce(store_catalog.version, 0) AS version
FROM store
LEFT JOIN store_catalog
    ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
WHERE store.org_id = :org_id AND store.store_id = :store_id;

-- name: lock_seller
-- Who has the store sell another catalog is alone; foreign keys to the store do not wait.
SELECT store_id
FROM store
WHERE org_id = :org_id AND store_id = :store_id
FOR NO KEY UPDATE;

-- name: put_store_catalog
-- Of two that choose at once, the second waits for the first and then finds another version.
INSERT INTO store_catalog (org_id, store_id, catalog_id, version, updated_at)
SELECT store.org_id, store.store_id, :catalog_id::uuid, 1, :now::timestamptz
FROM store
WHERE
    store.org_id = :org_id
    AND store.store_id = :store_id
    AND (
        :version::bigint = 0
        OR EXISTS (
            SELECT FROM store_catalog AS there
            WHERE there.org_id = :org_id AND there.store_id = :store_id
        )
    )
ON CONFLICT (org_id, store_id) DO UPDATE
SET catalog_id = excluded.catalog_id,
    version = store_catalog.version + 1,
    updated_at = excluded.updated_at
WHERE store_catalog.version = :version::bigint
RETURNING store_id, catalog_id, version;

-- name: refresh_statistics
-- Autovacuum comes once a minute; until then what was just filled would be planned for as empty.
SELECT refresh_catalog_statistics()
FROM organization
WHERE org_id = :org_id;
