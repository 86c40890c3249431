-- What an import brought and is not yet shown.

-- name: put_pending
INSERT INTO listing_pending (org_id, pending_id, catalog_id, product_ids)
VALUES (:org_id, :pending_id, :catalog_id, :product_ids);

-- name: lock_documents
-- Whoever writes documents of a catalog holds this: see lock_catalog.
SELECT
    pg_advisory_xact_lock(hashtextextended('documents:' || :catalog_id::uuid::text, 0)) IS NOT NULL
FROM organization
WHERE org_id = :org_id;

-- name: first_pending
SELECT pending_id, product_ids
FROM listing_pending
WHERE org_id = :org_id AND catalog_id = :catalog_id
ORDER BY pending_id
LIMIT 1;

-- name: drop_pending
DELETE FROM listing_pending
WHERE org_id = :org_id AND pending_id = :pending_id;
