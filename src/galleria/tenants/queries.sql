-- What this capability keeps inside an organization. The directory's statements are in directory/.

-- name: insert_profile
INSERT INTO organization_profile (org_id, name, contact_email, created_at, updated_at)
VALUES (:org_id, :name, :contact_email, :now, :now);

-- name: find_organization
SELECT
    organization.org_id, organization.slug, organization.tier, organization.state, profile.name,
    profile.description, profile.logo_url, profile.contact_email, profile.contact_phone,
    profile.address, profile.settings, profile.version, profile.created_at, profile.updated_at
FROM organization
JOIN organization_profile AS profile ON profile.org_id = organization.org_id
WHERE organization.org_id = :org_id;

-- name: lock_profile
SELECT version
FROM organization_profile
WHERE org_id = :org_id
FOR UPDATE;

-- name: update_profile
UPDATE organization_profile
SET name = :name,
    description = :description,
    logo_url = :logo_url,
    contact_email = :contact_email,
    contact_phone = :contact_phone,
    address = :address,
    settings = :settings,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id;

-- name: touch_profile
UPDATE organization_profile
SET version = version + 1, updated_at = :now
WHERE org_id = :org_id;

-- name: insert_store
-- Nothing when the id is there already: a job that runs again does not make a second store.
INSERT INTO store (
    org_id, store_id, name, slug, kind, status, currency, locale, further_locales, time_zone,
    branding, settings, created_at, updated_at
)
VALUES (
    :org_id, :store_id, :name, :slug, :kind, :status, :currency, :locale, :further_locales,
    :time_zone, :branding, :settings, :now, :now
)
ON CONFLICT (org_id, store_id) DO NOTHING
RETURNING
    store_id, name, slug, kind, status, currency, locale, further_locales, time_zone, branding,
    settings, version, created_at, updated_at;

-- name: find_store
SELECT
    store_id, name, slug, kind, status, currency, locale, further_locales, time_zone, branding,
    settings, version, created_at, updated_at
FROM store
WHERE org_id = :org_id AND store_id = :store_id;

-- name: lock_store
-- Not more: what shoppers are shown has foreign keys to it, and must not wait for a new name.
SELECT
    store_id, name, slug, kind, status, currency, locale, further_locales, time_zone, branding,
    settings, version, created_at, updated_at
FROM store
WHERE org_id = :org_id AND store_id = :store_id
FOR NO KEY UPDATE;

-- name: stores_after
-- By the primary key: ids sort by the time they were made.
SELECT
    store_id, name, slug, kind, status, currency, locale, further_locales, time_zone, branding,
    settings, version, created_at, updated_at
FROM store
WHERE org_id = :org_id AND store_id > :after
ORDER BY store_id
LIMIT :rows_max;

-- name: update_store
UPDATE store
SET name = :name,
    slug = :slug,
    kind = :kind,
    status = :status,
    currency = :currency,
    locale = :locale,
    further_locales = :further_locales,
    time_zone = :time_zone,
    branding = :branding,
    settings = :settings,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND store_id = :store_id
RETURNING
    store_id, name, slug, kind, status, currency, locale, further_locales, time_zone, branding,
    settings, version, created_at, updated_at;

-- name: delete_store
DELETE FROM store
WHERE org_id = :org_id AND store_id = :store_id;

-- name: insert_domain
INSERT INTO store_domain (org_id, domain, store_id, created_at)
VALUES (:org_id, :domain, :store_id, :now)
RETURNING domain, store_id, version, created_at;

-- name: domains_of
SELECT domain, store_id, version, created_at
FROM store_domain
WHERE org_id = :org_id AND store_id = :store_id
ORDER BY domain;

-- name: lock_domain
SELECT domain, store_id, version, created_at
FROM store_domain
WHERE org_id = :org_id AND store_id = :store_id AND domain = :domain
FOR UPDATE;

-- name: delete_domain
DELETE FROM store_domain
WHERE org_id = :org_id AND domain = :domain;

-- name: insert_member
INSERT INTO member (
    org_id, member_id, account_id, email, name, role, state, created_at, updated_at
)
VALUES (:org_id, :member_id, :account_id, :email, :name, :role, :state, :now, :now)
RETURNING member_id, email, name, role, state, version, created_at, updated_at;

-- name: find_member
SELECT member_id, email, name, role, state, version, created_at, updated_at
FROM member
WHERE org_id = :org_id AND member_id = :member_id;

-- name: find_member_by_account
SELECT member_id, email, name, role, state, version, created_at, updated_at
FROM member
WHERE org_id = :org_id AND account_id = :account_id
FOR UPDATE;

-- name: account_of
-- The account is global: its id would tell one organization of a person's place in another, so it
-- is never part of a member as it is shown.
SELECT account_id
FROM member
WHERE org_id = :org_id AND member_id = :member_id;

-- name: members_after
SELECT member_id, email, name, role, state, version, created_at, updated_at
FROM member
WHERE org_id = :org_id AND member_id > :after
ORDER BY member_id
LIMIT :rows_max;

-- name: lock_owners
-- Every active owner, in order: two that take the role from each other queue here, and the second
-- one sees what the first has done.
SELECT member_id
FROM member
WHERE org_id = :org_id AND role = 'owner' AND state = 'active'
ORDER BY member_id
FOR UPDATE;

-- name: lock_member
SELECT member_id, email, name, role, state, version, created_at, updated_at
FROM member
WHERE org_id = :org_id AND member_id = :member_id
FOR UPDATE;

-- name: update_member
UPDATE member
SET name = :name, role = :role, state = :state, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND member_id = :member_id
RETURNING member_id, email, name, role, state, version, created_at, updated_at;

-- name: delete_member
DELETE FROM member
WHERE org_id = :org_id AND member_id = :member_id;

-- name: insert_api_key
INSERT INTO api_key (
    org_id, api_key_id, name, prefix, permissions, created_by, created_at, expires_at
)
VALUES (
    :org_id, :api_key_id, :name, :prefix, :permissions::text[], :created_by, :now, :expires_at
)
RETURNING
    api_key_id, name, prefix, permissions, created_by, created_at, expires_at, revoked_at, version;

-- name: api_keys_after
SELECT
    api_key_id, name, prefix, permissions, created_by, created_at, expires_at, revoked_at, version
FROM api_key
WHERE org_id = :org_id AND api_key_id > :after
ORDER BY api_key_id
LIMIT :rows_max;

-- name: find_api_key
SELECT
    api_key_id, name, prefix, permissions, created_by, created_at, expires_at, revoked_at, version
FROM api_key
WHERE org_id = :org_id AND api_key_id = :api_key_id;

-- name: count_live_api_keys
SELECT count(*)
FROM api_key
WHERE org_id = :org_id AND revoked_at IS NULL;

-- name: lock_api_key
SELECT
    api_key_id, name, prefix, permissions, created_by, created_at, expires_at, revoked_at, version
FROM api_key
WHERE org_id = :org_id AND api_key_id = :api_key_id
FOR UPDATE;

-- name: mark_api_key_revoked
UPDATE api_key
SET revoked_at = :now, version = version + 1
WHERE org_id = :org_id AND api_key_id = :api_key_id;
