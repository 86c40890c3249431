-- Discounts, one at a time.

-- name: discounts_after
-- By the unique index.
SELECT
    discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency, lines_min_minor,
    starts_at, ends_at, is_active, version, updated_at
FROM discount
WHERE org_id = :org_id AND code > :code
ORDER BY code
LIMIT :rows_max;

-- name: find_discount
SELECT
    discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency, lines_min_minor,
    starts_at, ends_at, is_active, version, updated_at
FROM discount
WHERE org_id = :org_id AND discount_id = :discount_id;

-- name: lock_discount
SELECT
    discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency, lines_min_minor,
    starts_at, ends_at, is_active, version, updated_at
FROM discount
WHERE org_id = :org_id AND discount_id = :discount_id
FOR UPDATE;

-- name: insert_discount
INSERT INTO discount (
    org_id, discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency,
    lines_min_minor, starts_at, ends_at, is_active, updated_at
)
VALUES (
    :org_id, :discount_id, :store_id, :code, :name, :kind, :rate_ppm, :amount_minor, :currency,
    :lines_min_minor, :starts_at, :ends_at, :is_active, :now
)
RETURNING
    discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency, lines_min_minor,
    starts_at, ends_at, is_active, version, updated_at;

-- name: update_discount
UPDATE discount
SET name = :name,
    lines_min_minor = :lines_min_minor,
    starts_at = :starts_at,
    ends_at = :ends_at,
    is_active = :is_active,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND discount_id = :discount_id
RETURNING
    discount_id, store_id, code, name, kind, rate_ppm, amount_minor, currency, lines_min_minor,
    starts_at, ends_at, is_active, version, updated_at;

-- name: delete_discount_row
DELETE FROM discount
WHERE org_id = :org_id AND discount_id = :discount_id;
