-- Tax rates, one at a time.

-- name: tax_rates_after
-- By the unique index.
SELECT tax_rate_id, country, region, tax_class, name, rate_ppm, version, updated_at
FROM tax_rate
WHERE org_id = :org_id AND (country, region, tax_class) > (:country, :region, :tax_class)
ORDER BY country, region, tax_class
LIMIT :rows_max;

-- name: lock_tax_rate
SELECT tax_rate_id, country, region, tax_class, name, rate_ppm, version, updated_at
FROM tax_rate
WHERE org_id = :org_id AND tax_rate_id = :tax_rate_id
FOR UPDATE;

-- name: insert_tax_rate
INSERT INTO tax_rate (
    org_id, tax_rate_id, country, region, tax_class, name, rate_ppm, updated_at
)
VALUES (:org_id, :tax_rate_id, :country, :region, :tax_class, :name, :rate_ppm, :now)
RETURNING tax_rate_id, country, region, tax_class, name, rate_ppm, version, updated_at;

-- name: update_tax_rate
UPDATE tax_rate
SET name = :name, rate_ppm = :rate_ppm, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND tax_rate_id = :tax_rate_id
RETURNING tax_rate_id, country, region, tax_class, name, rate_ppm, version, updated_at;

-- name: delete_tax_rate_row
DELETE FROM tax_rate
WHERE org_id = :org_id AND tax_rate_id = :tax_rate_id;
