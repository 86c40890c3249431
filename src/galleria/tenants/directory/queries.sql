-- The directory: what must be found before the organization is known. The app's role cannot see it.

-- name: reserve_organization_slug
INSERT INTO directory_organization (slug, org_id)
VALUES (:slug, :organization_id)
ON CONFLICT (slug) DO NOTHING
RETURNING org_id;

-- name: find_organization_entry
SELECT org_id, slug, tier, state, created_at
FROM organization
WHERE org_id = :organization_id;

-- name: find_organization_by_slug
SELECT organization.org_id, organization.slug, organization.tier, organization.state, created_at
FROM directory_organization AS entry
JOIN organization ON organization.org_id = entry.org_id
WHERE entry.slug = :slug;

-- name: organizations_after
SELECT org_id, slug, tier, state, created_at
FROM organization
WHERE org_id > :after
ORDER BY org_id
LIMIT :rows_max;

-- name: reserve_store_slug
-- Waits for another who is taking the same slug, then returns nothing if they have it.
INSERT INTO directory_store (slug, org_id, store_id, status)
VALUES (:slug, :organization_id, :store_id, :status)
ON CONFLICT (slug) DO NOTHING
RETURNING store_id;

-- name: update_store_entry
UPDATE directory_store
SET slug = :slug, status = :status
WHERE store_id = :store_id AND org_id = :organization_id;

-- name: delete_store_entry
-- Its domains go with it.
WITH domains AS (
    DELETE FROM directory_domain
    WHERE store_id = :store_id AND org_id = :organization_id
)
DELETE FROM directory_store
WHERE store_id = :store_id AND org_id = :organization_id;

-- name: shop_by_slug
SELECT store.org_id, store.store_id, store.status, organization.tier, organization.state
FROM directory_store AS store
JOIN organization ON organization.org_id = store.org_id
WHERE store.slug = :slug;

-- name: shop_by_domain
SELECT store.org_id, store.store_id, store.status, organization.tier, organization.state
FROM directory_domain AS entry
JOIN directory_store AS store ON store.store_id = entry.store_id
JOIN organization ON organization.org_id = store.org_id
WHERE entry.domain = :domain;

-- name: reserve_domain
INSERT INTO directory_domain (domain, org_id, store_id)
VALUES (:domain, :organization_id, :store_id)
ON CONFLICT (domain) DO NOTHING
RETURNING store_id;

-- name: delete_domain_entry
DELETE FROM directory_domain
WHERE domain = :domain AND org_id = :organization_id;

-- name: insert_api_key_entry
INSERT INTO directory_api_key (key_hash, org_id, api_key_id, permissions, expires_at)
VALUES (:key_hash, :organization_id, :api_key_id, :permissions::text[], :expires_at);

-- name: delete_api_key_entry
DELETE FROM directory_api_key
WHERE api_key_id = :api_key_id AND org_id = :organization_id;

-- name: find_api_key_entry
SELECT
    key.org_id, key.api_key_id, key.permissions, key.expires_at, organization.tier,
    organization.state
FROM directory_api_key AS key
JOIN organization ON organization.org_id = key.org_id
WHERE key.key_hash = :key_hash;
