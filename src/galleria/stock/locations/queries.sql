-- Where stock is, and which store sells from where.

-- name: insert_location
-- No row: the code is another location's.
INSERT INTO location (
    org_id, location_id, code, name, address, position, is_active, created_at, updated_at
)
SELECT
    organization.org_id, :location_id, :code, :name, :address::jsonb, :position, true, :now, :now
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, code) DO NOTHING
RETURNING
    location_id, code, name, address, position, is_active, version, created_at, updated_at;

-- name: locations_after
SELECT location_id, code, name, address, position, is_active, version, created_at, updated_at
FROM location
WHERE org_id = :org_id AND location_id > :after
ORDER BY location_id
LIMIT :rows_max;

-- name: find_location
SELECT location_id, code, name, address, position, is_active, version, created_at, updated_at
FROM location
WHERE org_id = :org_id AND location_id = :location_id;

-- name: lock_location
-- Who puts stock there holds it shared, so none comes in while it is closed.
SELECT location_id, code, name, address, position, is_active, version, created_at, updated_at
FROM location
WHERE org_id = :org_id AND location_id = :location_id
FOR UPDATE;

-- name: hold_locations
-- Those that stock can be put in now, in the order of their ids; they stay so until the commit.
SELECT location_id, code, name, address, position, is_active, version, created_at, updated_at
FROM location
WHERE org_id = :org_id
ORDER BY location_id
LIMIT :rows_max
FOR SHARE;

-- name: update_location
UPDATE location
SET code = :code,
    name = :name,
    address = :address::jsonb,
    position = :position,
    is_active = :is_active,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND location_id = :location_id
RETURNING
    location_id, code, name, address, position, is_active, version, created_at, updated_at;

-- name: code_is_taken
SELECT EXISTS (
    SELECT
    FROM location
    WHERE org_id = :org_id AND code = :code AND location_id <> :location_id
);

-- name: location_in_use
-- By stock_by_location: the first row with anything in it ends the search.
SELECT EXISTS (
    SELECT
    FROM stock
    WHERE
        org_id = :org_id
        AND location_id = :location_id
        AND free + held + backordered + shortfall > 0
);

-- name: locations_of_store
-- Those that were chosen for it; none: every active one.
SELECT location.location_id, location.code, location.name, location.is_active
FROM store_location AS chosen
JOIN location ON location.org_id = :org_id AND location.location_id = chosen.location_id
WHERE chosen.org_id = :org_id AND chosen.store_id = :store_id
ORDER BY chosen.position, location.location_id;

-- name: lock_store
SELECT store_id
FROM store
WHERE org_id = :org_id AND store_id = :store_id
FOR UPDATE;

-- name: store_is_there
SELECT EXISTS (SELECT FROM store WHERE org_id = :org_id AND store_id = :store_id);

-- name: delete_store_locations
DELETE FROM store_location
WHERE org_id = :org_id AND store_id = :store_id;

-- name: insert_store_locations
INSERT INTO store_location (org_id, store_id, location_id, position)
SELECT organization.org_id, :store_id, chosen.location_id, chosen.place
FROM organization, unnest(:location_ids::uuid[]) WITH ORDINALITY AS chosen (location_id, place)
WHERE organization.org_id = :org_id;
