-- Accounts with gateways. Their keys leave this room only to their gateway.

-- name: accounts_after
SELECT
    account_id, store_id, gateway, name, public_key, api_url, capture, is_active,
    get_byte(secrets, 0) = 1 AS is_encrypted, version, created_at, updated_at
FROM gateway_account
WHERE org_id = :org_id AND account_id > :after
ORDER BY account_id
LIMIT :rows_max;

-- name: find_account
SELECT
    account_id, store_id, gateway, name, public_key, api_url, capture, is_active,
    get_byte(secrets, 0) = 1 AS is_encrypted, version, created_at, updated_at
FROM gateway_account
WHERE org_id = :org_id AND account_id = :account_id;

-- name: lock_account
SELECT
    account_id, store_id, gateway, name, public_key, api_url, capture, is_active,
    get_byte(secrets, 0) = 1 AS is_encrypted, version, created_at, updated_at
FROM gateway_account
WHERE org_id = :org_id AND account_id = :account_id
FOR NO KEY UPDATE;

-- name: count_accounts
SELECT count(*) FROM gateway_account WHERE org_id = :org_id;

-- name: find_keys
SELECT account_id, gateway, public_key, secrets, api_url, capture, is_active
FROM gateway_account
WHERE org_id = :org_id AND account_id = :account_id;

-- name: choose_account
-- The store's own before that of every store; of several, the oldest.
SELECT account_id, gateway, public_key, secrets, api_url, capture, is_active
FROM gateway_account
WHERE
    org_id = :org_id
    AND is_active
    AND (store_id = :store_id OR store_id IS NULL)
    AND (:gateway::text IS NULL OR gateway = :gateway)
    AND (:account_id::uuid IS NULL OR account_id = :account_id)
ORDER BY store_id NULLS LAST, account_id
LIMIT 1;

-- name: insert_account
INSERT INTO gateway_account (
    org_id, account_id, store_id, gateway, name, public_key, secrets, api_url, capture, is_active,
    created_at, updated_at
)
SELECT
    organization.org_id,
    :account_id,
    :store_id::uuid,
    :gateway::text,
    :name::text,
    :public_key::text,
    :secrets::bytea,
    :api_url::text,
    :capture::text,
    :is_active::bool,
    :now::timestamptz,
    :now::timestamptz
FROM organization
WHERE organization.org_id = :org_id
RETURNING
    account_id, store_id, gateway, name, public_key, api_url, capture, is_active,
    get_byte(secrets, 0) = 1 AS is_encrypted, version, created_at, updated_at;

-- name: update_account
UPDATE gateway_account
SET store_id = :store_id,
    name = :name,
    public_key = :public_key,
    secrets = coalesce(:secrets, secrets),
    api_url = :api_url,
    capture = :capture,
    is_active = :is_active,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND account_id = :account_id
RETURNING
    account_id, store_id, gateway, name, public_key, api_url, capture, is_active,
    get_byte(secrets, 0) = 1 AS is_encrypted, version, created_at, updated_at;
