-- Orders here are locked already: no order of rows matters. Each id is said twice, as ANY and as a row: a plan that is
-- made while there are few orders finds them by their key all the same, and stays good when there are many.

-- name: settle_paid
UPDATE orders
SET state = paid.state,
    payment_state = paid.payment_state,
    paid_minor = orders.paid_minor + paid.amount_minor,
    paid_at = statement_timestamp(),
    version = orders.version + 1,
    updated_at = statement_timestamp()
FROM unnest(:order_ids::uuid[], :states::text[], :payment_states::text[], :amounts::bigint[])
    AS paid (order_id, state, payment_state, amount_minor)
WHERE
    orders.org_id = :org_id
    AND orders.order_id = ANY(:order_ids)
    AND orders.order_id = paid.order_id;

-- name: keep_longer
UPDATE orders
SET expires_at = greatest(expires_at, :until::timestamptz),
    version = version + 1,
    updated_at = statement_timestamp()
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[]) AND expires_at < :until;

-- name: mark_orders
UPDATE orders
SET payment_state = marked.payment_state,
    refunded_minor = orders.refunded_minor + marked.back_minor,
    version = orders.version + 1,
    updated_at = statement_timestamp()
FROM unnest(:order_ids::uuid[], :payment_states::text[], :refunds::bigint[])
    AS marked (order_id, payment_state, back_minor)
WHERE
    orders.org_id = :org_id
    AND orders.order_id = ANY(:order_ids)
    AND orders.order_id = marked.order_id;
