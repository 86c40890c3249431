-- name: prolong
-- No counter changes, so no stock is locked. By hold_by_order.
UPDATE hold
SET expires_at = greatest(expires_at, :until::timestamptz)
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[]);
