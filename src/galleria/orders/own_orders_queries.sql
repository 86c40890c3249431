-- A customer's own orders: of nobody else's, whatever is asked for.

-- name: own_orders
-- Index orders_by_customer.
SELECT
    order_id, store_id, number, source, state, payment_state, currency, lines_minor, discount_minor,
    shipping_minor, tax_minor, total_minor, is_tax_included, paid_minor, refunded_minor,
    customer_id, customer_name, customer_email, customer_phone, shipping_address, billing_address,
    shipping_method, discount_code, metadata, comment, cart_id, till_id, shift_id, is_held,
    expires_at, placed_at, rung_up_at, paid_at, shipped_at, delivered_at, cancelled_at,
    cancel_reason, version, updated_at
FROM orders
WHERE org_id = :org_id AND customer_id = :customer_id AND order_id < :before
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: own_order
SELECT
    order_id, store_id, number, source, state, payment_state, currency, lines_minor, discount_minor,
    shipping_minor, tax_minor, total_minor, is_tax_included, paid_minor, refunded_minor,
    customer_id, customer_name, customer_email, customer_phone, shipping_address, billing_address,
    shipping_method, discount_code, metadata, comment, cart_id, till_id, shift_id, is_held,
    expires_at, placed_at, rung_up_at, paid_at, shipped_at, delivered_at, cancelled_at,
    cancel_reason, version, updated_at
FROM orders
WHERE org_id = :org_id AND order_id = :order_id AND customer_id = :customer_id;

-- name: own_parcels
-- What did not leave after all is not told of.
SELECT
    fulfilment.fulfilment_id, fulfilment.state, fulfilment.carrier, fulfilment.tracking_number,
    fulfilment.tracking_url, fulfilment.shipped_at, fulfilment.delivered_at,
    (
        SELECT jsonb_agg(
            jsonb_build_object('line_no', part.line_no, 'units', part.units)
            ORDER BY part.line_no
        )
        FROM fulfilment_line AS part
        WHERE part.org_id = :org_id AND part.fulfilment_id = fulfilment.fulfilment_id
    ) AS lines
FROM orders
JOIN fulfilment
    ON fulfilment.org_id = :org_id
    AND fulfilment.order_id = orders.order_id
    AND fulfilment.state <> 'cancelled'
WHERE
    orders.org_id = :org_id
    AND orders.order_id = :order_id
    AND orders.customer_id = :customer_id
ORDER BY fulfilment.fulfilment_id;
