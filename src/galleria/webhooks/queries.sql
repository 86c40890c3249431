-- Endpoints.

-- name: insert_endpoint
INSERT INTO webhook_endpoint (
    org_id, endpoint_id, url, description, types, patterns, is_active, keys, public_key, created_at,
    updated_at
)
VALUES (
    :org_id, :endpoint_id, :url, :description, :types, :patterns, :is_active, :keys, :public_key,
    :now, :now
);

-- name: count_endpoints
SELECT count(*)::int
FROM webhook_endpoint
WHERE org_id = :org_id;

-- name: find_endpoint
SELECT
    endpoint_id, url, description, types, is_active, disabled_reason, public_key,
    CASE WHEN previous_until > :now THEN previous_public_key END AS previous_public_key,
    CASE WHEN previous_until > :now THEN previous_until END AS previous_until,
    version, created_at, updated_at
FROM webhook_endpoint
WHERE org_id = :org_id AND endpoint_id = :endpoint_id;

-- name: lock_endpoint
SELECT
    endpoint_id, url, description, types, is_active, disabled_reason, public_key,
    CASE WHEN previous_until > :now THEN previous_public_key END AS previous_public_key,
    CASE WHEN previous_until > :now THEN previous_until END AS previous_until,
    version, created_at, updated_at
FROM webhook_endpoint
WHERE org_id = :org_id AND endpoint_id = :endpoint_id
FOR UPDATE;

-- name: endpoints_after
SELECT
    endpoint_id, url, description, types, is_active, disabled_reason, public_key,
    CASE WHEN previous_until > :now THEN previous_public_key END AS previous_public_key,
    CASE WHEN previous_until > :now THEN previous_until END AS previous_until,
    version, created_at, updated_at
FROM webhook_endpoint
WHERE org_id = :org_id AND endpoint_id > :after
ORDER BY endpoint_id
LIMIT :rows_max;

-- name: update_endpoint
-- Who is let in again begins anew.
UPDATE webhook_endpoint
SET
    url = :url,
    description = :description,
    types = :types,
    patterns = :patterns,
    is_active = :is_active,
    disabled_reason = CASE WHEN :is_active THEN NULL ELSE disabled_reason END,
    exhausted = CASE WHEN :is_active AND NOT is_active THEN 0 ELSE exhausted END,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND endpoint_id = :endpoint_id;

-- name: rotate_keys
-- The keys before those before sign no more.
UPDATE webhook_endpoint
SET
    previous_keys = keys,
    previous_public_key = public_key,
    previous_until = statement_timestamp() + :overlap_s::float8 * interval '1 second',
    keys = :keys,
    public_key = :public_key,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND endpoint_id = :endpoint_id;

-- name: delete_endpoint_row
DELETE FROM webhook_endpoint
WHERE org_id = :org_id AND endpoint_id = :endpoint_id;
