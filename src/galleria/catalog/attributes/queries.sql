-- The attributes an organization defines.

-- name: attribute_definitions
SELECT key, kind, choices, is_required
FROM attribute
WHERE org_id = :org_id
ORDER BY sort_order, key;

-- name: attributes_after
SELECT
    attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order, version,
    created_at, updated_at
FROM attribute
WHERE org_id = :org_id AND (sort_order, key) > (:sort_order::int, :key::text)
ORDER BY sort_order, key
LIMIT :rows_max;

-- name: find_attribute
SELECT
    attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order, version,
    created_at, updated_at
FROM attribute
WHERE org_id = :org_id AND attribute_id = :attribute_id;

-- name: lock_attribute
SELECT
    attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order, version,
    created_at, updated_at
FROM attribute
WHERE org_id = :org_id AND attribute_id = :attribute_id
FOR UPDATE;

-- name: count_attributes
SELECT count(*) FROM attribute WHERE org_id = :org_id;

-- name: insert_attribute
-- No row when the key is taken, also by one that commits while this waits.
INSERT INTO attribute (
    org_id, attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order,
    created_at, updated_at
)
VALUES (
    :org_id, :attribute_id, :key, :name, :kind, :unit, :choices, :is_filterable, :is_required,
    :sort_order, :now, :now
)
ON CONFLICT (org_id, key) DO NOTHING
RETURNING
    attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order, version,
    created_at, updated_at;

-- name: update_attribute
UPDATE attribute
SET name = :name,
    unit = :unit,
    choices = :choices,
    is_filterable = :is_filterable,
    is_required = :is_required,
    sort_order = :sort_order,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND attribute_id = :attribute_id
RETURNING
    attribute_id, key, name, kind, unit, choices, is_filterable, is_required, sort_order, version,
    created_at, updated_at;

-- name: delete_attribute_row
DELETE FROM attribute
WHERE org_id = :org_id AND attribute_id = :attribute_id;

-- name: products_with
-- Reads every product of the organization: it is asked before something is taken away, which is
-- rare, and an index on free JSON would be paid for with every product that is written.
SELECT count(*)
FROM product
WHERE
    org_id = :org_id
    AND coalesce(attributes ->> :key::text, '') <> ''
    AND (:choices::text[] IS NULL OR attributes ->> :key::text = ANY(:choices::text[]));
