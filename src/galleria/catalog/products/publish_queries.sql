-- Products whose hour has come.

-- name: products_due
-- Still to be shown from that instant on, and not said since: two jobs may have the same instant,
-- when it was put off and back. Index event_by_subject.
SELECT product.product_id, product.name
FROM unnest(:product_ids::uuid[], :publish_ats::timestamptz[]) AS due (product_id, publish_at)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = due.product_id
WHERE
    product.status = 'active'
    AND product.publish_at = due.publish_at
    AND NOT EXISTS (
        SELECT
        FROM event
        WHERE
            event.org_id = :org_id
            AND event.subject_id = due.product_id
            AND event.type = 'product.published'
            AND event.recorded_at >= due.publish_at
    );
