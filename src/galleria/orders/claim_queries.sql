-- Orders of guests who have become customers.

-- name: claim_order
-- By the store's serials, which the number may end with; only that order whose number it is.
UPDATE orders
SET customer_id = :customer_id,
    version = version + CASE WHEN customer_id IS NULL THEN 1 ELSE 0 END,
    updated_at = CASE WHEN customer_id IS NULL THEN :now ELSE updated_at END
WHERE
    org_id = :org_id
    AND store_id = :store_id
    AND serial = ANY(:serials::bigint[])
    AND number = :number::text
    AND (customer_id IS NULL OR customer_id = :customer_id)
    AND lower(customer_email) = :email::text
RETURNING order_id;
