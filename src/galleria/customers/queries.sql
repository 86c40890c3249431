-- Customers: found by id, by e-mail, by how their e-mail or name begins.

-- name: upsert_registration
-- One statement whether the address is known or not. Until somebody has shown that it is theirs, the
-- last who registered with it has chosen name and password.
INSERT INTO customer AS known (
    org_id, customer_id, email, name, password_hash, created_at, updated_at
)
SELECT organization.org_id, :customer_id, :email, :name, :password_hash, :now, :now
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, email) DO UPDATE
SET name = CASE WHEN known.email_verified_at IS NULL THEN excluded.name ELSE known.name END,
    password_hash = CASE
        WHEN known.email_verified_at IS NULL THEN excluded.password_hash ELSE known.password_hash
    END,
    updated_at = CASE WHEN known.email_verified_at IS NULL THEN excluded.updated_at ELSE known.updated_at END
RETURNING customer_id, email_verified_at IS NOT NULL AS is_verified;

-- name: credentials_by_email
SELECT customer_id, email, password_hash, email_verified_at, state
FROM customer
WHERE org_id = :org_id AND email = :email;

-- name: credentials_of
SELECT customer_id, email, password_hash, email_verified_at, state
FROM customer
WHERE org_id = :org_id AND customer_id = :customer_id;

-- name: lock_credentials
SELECT customer_id, email, password_hash, email_verified_at, state
FROM customer
WHERE org_id = :org_id AND customer_id = :customer_id
FOR UPDATE;

-- name: set_credentials
UPDATE customer
SET password_hash = :password_hash,
    email_verified_at = coalesce(email_verified_at, :verified_at::timestamptz),
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND customer_id = :customer_id;

-- name: insert_customer
INSERT INTO customer (
    org_id, customer_id, email, email_verified_at, name, phone, password_hash, addresses,
    created_at, updated_at
)
SELECT
    organization.org_id, :customer_id, :email, :email_verified_at, :name, :phone, :password_hash,
    :addresses, :now, :now
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, email) DO NOTHING
RETURNING
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at;

-- name: find_customer
SELECT
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at
FROM customer
WHERE org_id = :org_id AND customer_id = :customer_id;

-- name: lock_customer
SELECT
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at
FROM customer
WHERE org_id = :org_id AND customer_id = :customer_id
FOR UPDATE;

-- name: update_customer
UPDATE customer
SET email = :email, email_verified_at = :email_verified_at, name = :name, phone = :phone,
    addresses = :addresses, state = :state, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND customer_id = :customer_id
RETURNING
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at;

-- name: customers_after
SELECT
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at
FROM customer
WHERE org_id = :org_id AND customer_id > :after
ORDER BY customer_id
LIMIT :rows_max;

-- name: customers_found
-- Two prefixes, each by its own index: ^@ may use one under row-level security, LIKE may not.
SELECT
    customer_id, email, email_verified_at, name, phone, addresses, state, version, created_at,
    updated_at
FROM customer
WHERE
    org_id = :org_id
    AND customer_id > :after
    AND (email ^@ :prefix::text OR folded_name ^@ :prefix)
ORDER BY customer_id
LIMIT :rows_max;
