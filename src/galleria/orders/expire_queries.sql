-- name: expiry_of
-- Those of these orders that wait for their payment; by the database's clock.
SELECT order_id, expires_at, expires_at <= statement_timestamp() AS is_over
FROM orders
WHERE
    org_id = :org_id AND order_id = ANY(:order_ids::uuid[]) AND state = 'pending' AND is_held
    AND expires_at IS NOT NULL
ORDER BY order_id;
