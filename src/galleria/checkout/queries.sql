-- Carts: one row each, its lines in it. Found by the secret that its address ends with, or by its customer.

-- name: insert_cart
-- A customer has one open cart a store: of two who ask at once, the second finds the first's.
INSERT INTO cart (
    org_id, cart_id, store_id, secret_hash, customer_id, currency, customer_name, customer_email,
    customer_phone, created_at, updated_at
)
SELECT
    store.org_id, :cart_id, store.store_id, :secret_hash, customer.customer_id,
    coalesce(catalog.currency, store.currency),
    coalesce(customer.name, ''), coalesce(customer.email, ''), coalesce(customer.phone, ''),
    :now, :now
FROM store
LEFT JOIN store_catalog AS sold
    ON sold.org_id = store.org_id AND sold.store_id = store.store_id
LEFT JOIN catalog
    ON catalog.org_id = store.org_id AND catalog.catalog_id = sold.catalog_id
LEFT JOIN customer
    ON customer.org_id = store.org_id
    AND customer.customer_id = :customer_id
    AND customer.state = 'active'
WHERE
    store.org_id = :org_id
    AND store.store_id = :store_id
    AND (:customer_id::uuid IS NULL OR customer.customer_id IS NOT NULL)
ON CONFLICT (org_id, store_id, customer_id) WHERE state = 'open' DO NOTHING
RETURNING
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at;

-- name: open_cart_of_customer
SELECT cart_id
FROM cart
WHERE
    org_id = :org_id AND store_id = :store_id AND customer_id = :customer_id AND state = 'open';

-- name: find_cart
SELECT
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at
FROM cart
WHERE
    org_id = :org_id
    AND cart_id = :cart_id
    AND store_id = :store_id
    AND (secret_hash = :secret_hash OR customer_id = :customer_id);

-- name: lock_cart
SELECT
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at,
    coalesce(
        (
            SELECT terms.cart_hold_s
            FROM store_terms AS terms
            WHERE terms.org_id = :org_id AND terms.store_id = :store_id
        ), 0
    ) AS cart_hold_s
FROM cart
WHERE
    org_id = :org_id
    AND cart_id = :cart_id
    AND store_id = :store_id
    AND (secret_hash = :secret_hash OR customer_id = :customer_id)
FOR NO KEY UPDATE OF cart;

-- name: lock_carts
-- In the order of their ids, whoever locks several; only those whose secret or customer is right.
SELECT
    cart.cart_id, cart.store_id, cart.customer_id, cart.state, cart.currency, cart.lines,
    cart.customer_name, cart.customer_email, cart.customer_phone, cart.shipping_address,
    cart.billing_address, cart.shipping_method, cart.discount_code, cart.held_until, cart.order_id,
    cart.version, cart.created_at, cart.updated_at, cart.secret_hash,
    EXISTS (
        SELECT
        FROM shipping_method AS method
        WHERE method.org_id = :org_id AND method.store_id = cart.store_id AND method.is_active
    ) AS store_ships
FROM cart
WHERE
    cart.org_id = :org_id
    AND cart.cart_id = ANY(:cart_ids::uuid[])
    AND EXISTS (
        SELECT
        FROM unnest(
            :cart_ids, :secret_hashes::bytea[], :store_ids::uuid[], :customer_ids::uuid[]
        ) AS asked (cart_id, secret_hash, store_id, customer_id)
        WHERE
            asked.cart_id = cart.cart_id
            AND asked.store_id = cart.store_id
            AND (asked.secret_hash = cart.secret_hash OR asked.customer_id = cart.customer_id)
    )
ORDER BY cart.cart_id
FOR NO KEY UPDATE OF cart;

-- name: set_lines
UPDATE cart
SET lines = :lines, held_until = :held_until, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND cart_id = :cart_id
RETURNING
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at;

-- name: change_open_cart
-- What is in `changes` is set; everything else stays. One statement when the cart is open, and nothing otherwise.
UPDATE cart
SET customer_name = coalesce(:changes::jsonb ->> 'customer_name', customer_name),
    customer_email = coalesce(:changes ->> 'customer_email', customer_email),
    customer_phone = coalesce(:changes ->> 'customer_phone', customer_phone),
    shipping_address = CASE
        WHEN :changes ? 'shipping_address' THEN nullif(:changes -> 'shipping_address', 'null')
        ELSE shipping_address
    END,
    billing_address = CASE
        WHEN :changes ? 'billing_address' THEN nullif(:changes -> 'billing_address', 'null')
        ELSE billing_address
    END,
    shipping_method = CASE
        WHEN :changes ? 'shipping_method' THEN :changes ->> 'shipping_method' ELSE shipping_method
    END,
    discount_code = CASE
        WHEN :changes ? 'discount_code' THEN :changes ->> 'discount_code' ELSE discount_code
    END,
    version = version + 1,
    updated_at = :now
WHERE
    org_id = :org_id
    AND cart_id = :cart_id
    AND store_id = :store_id
    AND (secret_hash = :secret_hash OR customer_id = :customer_id)
    AND state = 'open'
    AND version = coalesce(:if_match::bigint, version)
RETURNING
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at;

-- name: give_to_customer
-- The guest's address of it ends: what is the customer's, only they reach.
UPDATE cart
SET customer_id = :customer_id, secret_hash = NULL, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND cart_id = :cart_id
RETURNING
    cart_id, store_id, customer_id, state, currency, lines, customer_name, customer_email,
    customer_phone, shipping_address, billing_address, shipping_method, discount_code, held_until,
    order_id, version, created_at, updated_at;

-- name: delete_cart
DELETE FROM cart
WHERE org_id = :org_id AND cart_id = :cart_id;

-- name: mark_ordered
UPDATE cart
SET state = 'ordered', order_id = done.order_id, held_until = NULL, version = version + 1,
    updated_at = :now
FROM unnest(:cart_ids::uuid[], :order_ids::uuid[]) AS done (cart_id, order_id)
WHERE cart.org_id = :org_id AND cart.cart_id = done.cart_id;

-- name: available_units
-- What could be sold now from the store's locations; null: any number. Nothing is locked: it may be gone when it is
-- bought, and then the order says so.
WITH place AS (
    SELECT own.location_id
    FROM store_location AS own
    WHERE own.org_id = :org_id AND own.store_id = :store_id
)
SELECT
    wanted.variant_id,
    CASE
        WHEN NOT coalesce(policy.is_tracked, there.is_counted) THEN NULL
        ELSE there.free + CASE
            WHEN policy.policy = 'backorder'
                OR policy.policy = 'preorder'
                AND coalesce(policy.available_from > statement_timestamp(), true)
                THEN greatest(coalesce(policy.backorder_max, 2000000000) - there.owed, 0)
            ELSE 0
        END
    END AS units
FROM unnest(:variant_ids::uuid[]) AS wanted (variant_id)
LEFT JOIN stock_policy AS policy
    ON policy.org_id = :org_id AND policy.variant_id = wanted.variant_id
CROSS JOIN LATERAL (
    SELECT
        count(*) > 0 AS is_counted,
        coalesce(
            sum(stock.free) FILTER (
                WHERE location.is_active
                AND (
                    stock.location_id IN (SELECT place.location_id FROM place)
                    OR NOT EXISTS (SELECT FROM place)
                )
            ), 0
        )::bigint AS free,
        coalesce(sum(stock.backordered::bigint + stock.shortfall), 0)::bigint AS owed
    FROM stock
    JOIN location ON location.org_id = :org_id AND location.location_id = stock.location_id
    WHERE stock.org_id = :org_id AND stock.variant_id = wanted.variant_id
) AS there;

-- name: shipping_to
SELECT code, name, countries, price_minor, free_from_minor, is_pickup
FROM shipping_method
WHERE
    org_id = :org_id
    AND store_id = :store_id
    AND is_active
    AND (is_pickup OR countries = '{}' OR :country::text = ANY(countries) OR :country = '')
ORDER BY position, name, code
LIMIT 100;

-- name: last_payment
SELECT
    payment_id, method, state, amount_minor, refunded_minor, currency, action, failure_code,
    failure_detail, created_at
FROM payment
WHERE org_id = :org_id AND order_id = :order_id
ORDER BY payment_id DESC
LIMIT 1;

-- name: old_carts
-- Ids sort by the time they were made, so the primary key finds them; the newest of them may have been used since.
SELECT cart_id
FROM cart
WHERE
    org_id = :org_id
    AND cart_id < :before::uuid
    AND updated_at < :unused_since
ORDER BY cart_id
LIMIT :rows_max
FOR NO KEY UPDATE SKIP LOCKED;

-- name: delete_carts
DELETE FROM cart
WHERE org_id = :org_id AND cart_id = ANY(:cart_ids::uuid[]);
