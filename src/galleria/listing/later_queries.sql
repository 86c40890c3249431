-- What an import brought and is not yet shown.

-- name: put_pending
INSERT INTO listing_pending (org_id, pending_id, catalog_id, product_ids)
VALUES (:org_id, :pending_id, :catalog_id, :product_ids);

-- name: lock_documents
-- Whoever writes documents of a catalog holds this: see lock_catalog. What a crash takes of the last
-- moments is pending again, so that the commit need not wait for the disk. And a thousand products are
-- looked up by their indexes, as in begin_chunk.
SELECT
    pg_advisory_xact_lock(hashtextextended('documents:' || :catalog_id::uuid::text, 0)) IS NOT NULL
    AND set_config('synchronous_commit', 'off', true) IS NOT NULL
    AND set_config('random_page_cost', '1.1', true) IS NOT NULL
FROM organization
WHERE org_id = :org_id;

-- name: take_pending
DELETE FROM listing_pending
WHERE
    org_id = :org_id
    AND pending_id = (
        SELECT first_one.pending_id
        FROM listing_pending AS first_one
        WHERE first_one.org_id = :org_id AND first_one.catalog_id = :catalog_id
        ORDER BY first_one.pending_id
        LIMIT 1
    )
RETURNING product_ids;
