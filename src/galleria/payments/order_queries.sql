-- name: find_expiry
-- Of an order whose units are held for its payment.
SELECT expires_at
FROM orders
WHERE
    org_id = :org_id AND order_id = :order_id AND state = 'pending' AND is_held
    AND expires_at IS NOT NULL;
