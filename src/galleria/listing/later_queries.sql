-- What an import brought and is not yet shown.

-- name: put_pending
INSERT INTO listing_pending (org_id, pending_id, catalog_id, product_ids)
VALUES (:org_id, :pending_id, :catalog_id, :product_ids);

-- name: lock_sellers
-- Whoever writes documents of a catalog holds these: see lock_catalog.
SELECT store_catalog.store_id
FROM store_catalog
WHERE store_catalog.org_id = :org_id AND store_catalog.catalog_id = :catalog_id
ORDER BY store_catalog.store_id
FOR NO KEY UPDATE;

-- name: first_pending
SELECT pending_id, product_ids
FROM listing_pending
WHERE org_id = :org_id AND catalog_id = :catalog_id
ORDER BY pending_id
LIMIT 1;

-- name: drop_pending
DELETE FROM listing_pending
WHERE org_id = :org_id AND pending_id = :pending_id;
