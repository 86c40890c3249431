-- Lists of orders, the newest first. Each statement leads with a filter that an index serves in the order of the list,
-- whatever the other filters are; list.py chooses. The heads are read behind it, by the primary key. IS TRUE keeps a
-- filter from being taken for a range of orders_by_placed: of parameters, a generic plan guesses that it is narrow.

-- name: newest_orders
-- By the primary key: ids are made in the order of time.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND order_id < :before
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_in_state
-- Index orders_by_state.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND state = :state
    AND order_id < :before
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_not_paid
-- Index orders_by_payment, which leaves out those that are paid: they are nearly all.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND payment_state <> 'paid'
    AND payment_state = :payment_state
    AND order_id < :before
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_of_store
-- By the unique index (org_id, store_id, serial): numbers are given in the order of time, too.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND store_id = :store_id
    AND serial < :serial
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY serial DESC
LIMIT :rows_max;

-- name: orders_placed_within
-- Index orders_by_placed. One upper bound, the nearer of the filter and the page before: of two, PostgreSQL begins
-- to walk at either.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND placed_at >= :placed_from
    AND (placed_at, order_id) < (:placed_until::timestamptz, :before::uuid)
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY placed_at DESC, order_id DESC
LIMIT :rows_max;

-- name: orders_of_customer
-- Index orders_by_customer.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND customer_id = :customer_id
    AND order_id < :before
    AND (placed_at >= :placed_from) IS TRUE
    AND (placed_at < :placed_until) IS TRUE
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_of_shift
-- Index orders_by_shift.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND shift_id = :shift_id
    AND order_id < :before
    AND (placed_at >= :placed_from) IS TRUE
    AND (placed_at < :placed_until) IS TRUE
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_of_till
-- Index orders_by_till.
SELECT order_id, placed_at, serial
FROM orders
WHERE
    org_id = :org_id
    AND till_id = :till_id
    AND order_id < :before
    AND (placed_at >= :placed_from) IS TRUE
    AND (placed_at < :placed_until) IS TRUE
    AND (:state::text IS NULL OR state = :state)
    AND (:payment_state::text IS NULL OR payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR shift_id = :shift_id)
ORDER BY order_id DESC
LIMIT :rows_max;

-- name: orders_with_variants
-- Index order_line_by_variant, a walk a variant: the newest of each, merged. What an edit took out is not in it.
SELECT orders.order_id, orders.placed_at, orders.serial
FROM (
    SELECT DISTINCT newest.order_id
    FROM unnest(:variant_ids::uuid[]) AS wanted (variant_id)
    CROSS JOIN LATERAL (
        SELECT line.order_id
        FROM order_line AS line
        JOIN orders AS whole ON whole.org_id = :org_id AND whole.order_id = line.order_id
        WHERE
            line.org_id = :org_id
            AND line.variant_id = wanted.variant_id
            AND line.order_id < :before
            AND NOT line.is_removed
            AND whole.placed_at >= :placed_from
            AND whole.placed_at < :placed_until
            AND (:state::text IS NULL OR whole.state = :state)
            AND (:payment_state::text IS NULL OR whole.payment_state = :payment_state)
            AND (:store_id::uuid IS NULL OR whole.store_id = :store_id)
            AND (:customer_id::uuid IS NULL OR whole.customer_id = :customer_id)
            AND (:till_id::uuid IS NULL OR whole.till_id = :till_id)
            AND (:shift_id::uuid IS NULL OR whole.shift_id = :shift_id)
        GROUP BY line.order_id
        ORDER BY line.order_id DESC
        LIMIT :rows_max
    ) AS newest
) AS found
JOIN orders ON orders.org_id = :org_id AND orders.order_id = found.order_id
ORDER BY orders.order_id DESC
LIMIT :rows_max;

-- name: orders_with_number
-- A probe of the unique index a store and serial: the number is known, its store need not be.
SELECT orders.order_id, orders.placed_at, orders.serial
FROM store
JOIN orders
    ON orders.org_id = :org_id
    AND orders.store_id = store.store_id
    AND orders.serial = ANY(:serials::bigint[])
WHERE
    store.org_id = :org_id
    AND :number::text IN (orders.number, orders.serial::text)
    AND (
        :variant_ids::uuid[] IS NULL
        OR EXISTS (
            SELECT FROM order_line AS line
            WHERE
                line.org_id = :org_id
                AND line.order_id = orders.order_id
                AND line.variant_id = ANY(:variant_ids)
                AND NOT line.is_removed
        )
    )
    AND orders.order_id < :before
    AND orders.placed_at >= :placed_from
    AND orders.placed_at < :placed_until
    AND (:state::text IS NULL OR orders.state = :state)
    AND (:payment_state::text IS NULL OR orders.payment_state = :payment_state)
    AND (:store_id::uuid IS NULL OR orders.store_id = :store_id)
    AND (:customer_id::uuid IS NULL OR orders.customer_id = :customer_id)
    AND (:till_id::uuid IS NULL OR orders.till_id = :till_id)
    AND (:shift_id::uuid IS NULL OR orders.shift_id = :shift_id)
ORDER BY orders.order_id DESC
LIMIT :rows_max;

-- name: variants_of_product
SELECT variant_id FROM variant WHERE org_id = :org_id AND product_id = :product_id;

-- name: heads_of
SELECT
    order_id, store_id, number, source, state, payment_state, currency, lines_minor, discount_minor,
    shipping_minor, tax_minor, total_minor, is_tax_included, paid_minor, refunded_minor,
    customer_id, customer_name, customer_email, customer_phone, shipping_address, billing_address,
    shipping_method, discount_code, metadata, comment, cart_id, till_id, shift_id, is_held,
    expires_at, placed_at, rung_up_at, paid_at, shipped_at, delivered_at, cancelled_at,
    cancel_reason, version, updated_at
FROM orders
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[]);
