-- Shipping methods, one at a time.

-- name: shipping_methods_after
-- A store has few: they are found by the unique index and sorted.
SELECT
    shipping_method_id, store_id, code, name, countries, price_minor, free_from_minor, tax_class,
    is_pickup, is_active, position, version, updated_at
FROM shipping_method
WHERE org_id = :org_id AND store_id = :store_id AND (position, code) > (:position, :code)
ORDER BY position, code
LIMIT :rows_max;

-- name: lock_shipping_method
SELECT
    shipping_method_id, store_id, code, name, countries, price_minor, free_from_minor, tax_class,
    is_pickup, is_active, position, version, updated_at
FROM shipping_method
WHERE org_id = :org_id AND store_id = :store_id AND shipping_method_id = :shipping_method_id
FOR UPDATE;

-- name: insert_shipping_method
INSERT INTO shipping_method (
    org_id, shipping_method_id, store_id, code, name, countries, price_minor, free_from_minor,
    tax_class, is_pickup, is_active, position, updated_at
)
VALUES (
    :org_id, :shipping_method_id, :store_id, :code, :name, :countries, :price_minor,
    :free_from_minor, :tax_class, :is_pickup, :is_active, :position, :now
)
RETURNING
    shipping_method_id, store_id, code, name, countries, price_minor, free_from_minor, tax_class,
    is_pickup, is_active, position, version, updated_at;

-- name: update_shipping_method
UPDATE shipping_method
SET name = :name,
    countries = :countries,
    price_minor = :price_minor,
    free_from_minor = :free_from_minor,
    tax_class = :tax_class,
    is_pickup = :is_pickup,
    is_active = :is_active,
    position = :position,
    version = version + 1,
    updated_at = :now
WHERE org_id = :org_id AND shipping_method_id = :shipping_method_id
RETURNING
    shipping_method_id, store_id, code, name, countries, price_minor, free_from_minor, tax_class,
    is_pickup, is_active, position, version, updated_at;

-- name: delete_shipping_method_row
DELETE FROM shipping_method
WHERE org_id = :org_id AND shipping_method_id = :shipping_method_id;
