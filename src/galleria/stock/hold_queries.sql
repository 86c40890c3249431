-- Holds change only under the lock of their row of stock: what is read below it stays true until the commit.

-- name: holds_of
-- By hold_by_order, hold_by_cart and the primary key.
SELECT hold_id, variant_id, location_id, units, order_id, line_no, cart_id
FROM hold
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[])
UNION ALL
SELECT hold_id, variant_id, location_id, units, order_id, line_no, cart_id
FROM hold
WHERE org_id = :org_id AND cart_id = ANY(:cart_ids::uuid[])
UNION ALL
SELECT hold_id, variant_id, location_id, units, order_id, line_no, cart_id
FROM hold
WHERE org_id = :org_id AND hold_id = ANY(:hold_ids::uuid[]);

-- name: expired_orders
-- Of these orders, those that hold something whose time is up; by the database's clock.
SELECT DISTINCT order_id
FROM hold
WHERE
    org_id = :org_id AND order_id = ANY(:order_ids::uuid[])
    AND expires_at <= statement_timestamp()
ORDER BY order_id;

-- name: expired_holds
-- The oldest first, by the database's clock; index hold_by_expiry.
SELECT hold_id, variant_id, location_id, units, order_id, line_no, cart_id
FROM hold
WHERE org_id = :org_id AND expires_at <= statement_timestamp()
ORDER BY expires_at, hold_id
LIMIT :rows_max;
