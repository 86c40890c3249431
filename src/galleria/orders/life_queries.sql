-- Orders under their lock. The order of locks, everywhere: orders by their id, then payments, then stock.

-- name: lock_orders
-- Not of the key: lines and payments may refer to an order that is locked.
SELECT
    order_id, store_id, number, source, state, payment_state, currency, lines_minor, discount_minor,
    shipping_minor, tax_minor, total_minor, is_tax_included, paid_minor, refunded_minor,
    customer_id, customer_name, customer_email, customer_phone, shipping_address, billing_address,
    shipping_method, discount_code, metadata, comment, cart_id, till_id, shift_id, is_held,
    expires_at, placed_at, rung_up_at, paid_at, shipped_at, delivered_at, cancelled_at,
    cancel_reason, version, updated_at
FROM orders
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[])
ORDER BY order_id
FOR NO KEY UPDATE;

-- name: lines_of_orders
-- A statement of its own behind the lock: what another wrote while this one waited is seen. An order at a time, so
-- that any plan goes by the key, also one that was made while there were few.
SELECT
    line.line_no, line.product_id, line.variant_id, line.name, line.sku, line.option_values,
    line.modifiers, line.units, line.price_minor, line.currency, line.tax_class,
    line.is_tax_included, line.tax_rate_ppm, line.tax_minor, line.discount_minor, line.discounts,
    line.total_minor, line.location_id, line.portions, line.backordered_units, line.shipped_units,
    line.returned_units, line.is_removed, line.order_id
FROM unnest(:order_ids::uuid[]) AS wanted (order_id)
CROSS JOIN LATERAL (
    SELECT own.*
    FROM order_line AS own
    WHERE own.org_id = :org_id AND own.order_id = wanted.order_id
    ORDER BY own.line_no
    OFFSET 0
) AS line
ORDER BY line.order_id, line.line_no;

-- name: move_orders
-- A cancellation's reason, and when each step was first taken, are kept with the state.
UPDATE orders
SET state = moved.state,
    cancel_reason = coalesce(moved.cancel_reason, orders.cancel_reason),
    cancelled_at = CASE
        WHEN moved.state = 'cancelled' THEN statement_timestamp()
        ELSE orders.cancelled_at
    END,
    -- What did not leave after all, was not shipped.
    shipped_at = CASE
        WHEN moved.state = 'processing' THEN NULL
        WHEN moved.state = 'shipped' THEN coalesce(orders.shipped_at, statement_timestamp())
        ELSE orders.shipped_at
    END,
    delivered_at = CASE
        WHEN moved.state = 'delivered' THEN coalesce(orders.delivered_at, statement_timestamp())
        ELSE orders.delivered_at
    END,
    version = orders.version + 1,
    updated_at = statement_timestamp()
FROM unnest(:order_ids::uuid[], :states::text[], :cancel_reasons::text[])
    AS moved (order_id, state, cancel_reason)
WHERE orders.org_id = :org_id AND orders.order_id = moved.order_id;
