-- What is placed, a batch at once.

-- name: known_customers
SELECT customer_id
FROM customer
WHERE org_id = :org_id AND customer_id = ANY(:customer_ids::uuid[]);

-- name: insert_orders
-- One statement: numbers, orders, lines. A value that is sent costs the sender more than it costs
-- PostgreSQL, so ids that many share are sent once and referred to by their place in their arrays
-- (of a fixed length: found at once), and what most orders have not is in `more`. A store's counter
-- is locked last of all, and stores in their order: who numbers orders of several stores deadlocks
-- with nobody.
WITH counter AS (
    INSERT INTO order_counter (org_id, store_id, last_serial)
    SELECT organization.org_id, shop.store_id, 1000 + shop.orders
    FROM organization, unnest(:store_ids::uuid[], :counts::int[]) AS shop (store_id, orders)
    WHERE organization.org_id = :org_id
    ORDER BY shop.store_id
    ON CONFLICT (org_id, store_id) DO UPDATE
    SET last_serial = order_counter.last_serial + excluded.last_serial - 1000
    RETURNING order_counter.store_id, order_counter.last_serial
),
shop AS MATERIALIZED (
    SELECT
        shop.store_no, shop.store_id, shop.prefix, shop.currency, shop.is_tax_included,
        counter.last_serial - shop.orders AS before
    FROM unnest(
        :store_ids, :prefixes::text[], :currencies::text[], :are_tax_included::bool[], :counts
    ) WITH ORDINALITY AS shop (store_id, prefix, currency, is_tax_included, orders, store_no)
    JOIN counter ON counter.store_id = shop.store_id
),
placed AS (
    INSERT INTO orders (
        org_id, order_id, store_id, serial, number, source, state, payment_state, currency,
        lines_minor, discount_minor, shipping_minor, tax_minor, total_minor, is_tax_included,
        paid_minor, customer_id, customer_name, customer_email, customer_phone, shipping_address,
        billing_address, shipping_method, discount_code, metadata, comment, cart_id, till_id,
        shift_id, is_held, expires_at, placed_at, rung_up_at, paid_at, updated_at
    )
    SELECT
        organization.org_id, head.order_id, shop.store_id, shop.before + head.nth,
        shop.prefix || (shop.before + head.nth)::text,
        coalesce(head.more ->> 'source', 'api'),
        CASE WHEN head.is_paid THEN 'paid' ELSE 'pending' END,
        CASE WHEN head.is_paid THEN 'paid' ELSE 'unpaid' END,
        shop.currency, head.lines_minor,
        coalesce((head.more ->> 'discount_minor')::bigint, 0),
        coalesce((head.more ->> 'shipping_minor')::bigint, 0),
        head.tax_minor, head.total_minor, shop.is_tax_included,
        CASE WHEN head.is_paid THEN head.total_minor ELSE 0 END,
        (head.more ->> 'customer_id')::uuid,
        coalesce(head.more ->> 'customer_name', ''),
        coalesce(head.more ->> 'customer_email', ''),
        coalesce(head.more ->> 'customer_phone', ''),
        head.more -> 'shipping_address', head.more -> 'billing_address',
        head.more -> 'shipping_method', head.more ->> 'discount_code',
        coalesce(head.more -> 'metadata', '{}'), coalesce(head.more ->> 'comment', ''),
        (head.more ->> 'cart_id')::uuid, (head.more ->> 'till_id')::uuid,
        (head.more ->> 'shift_id')::uuid, head.more ? 'expires_at' IS TRUE,
        (head.more ->> 'expires_at')::timestamptz, :at,
        (head.more ->> 'rung_up_at')::timestamptz,
        CASE WHEN head.is_paid THEN :at::timestamptz END, :at
    FROM
        organization,
        unnest(
            :store_nos::int[], :nths::int[], :order_ids::uuid[], :are_paid::bool[],
            :lines_minor::bigint[], :tax_minor::bigint[], :total_minor::bigint[], :more::jsonb[]
        ) AS head (
            store_no, nth, order_id, is_paid, lines_minor, tax_minor, total_minor, more
        )
    JOIN shop ON shop.store_no = head.store_no
    WHERE organization.org_id = :org_id
),
written AS (
    INSERT INTO order_line (
        org_id, order_id, line_no, product_id, variant_id, name, sku, option_values, modifiers,
        units, price_minor, currency, tax_class, is_tax_included, tax_rate_ppm, tax_minor,
        discount_minor, discounts, total_minor, location_id, portions, backordered_units
    )
    SELECT
        organization.org_id, (:order_ids::uuid[])[line.head_no], line.line_no,
        (:product_ids::uuid[])[line.offer_no], (:variant_ids::uuid[])[line.offer_no],
        line.name, line.sku, string_to_array(line.option_values, E'\x1f'),
        coalesce(line.more -> 'modifiers', '[]'), line.units, line.price_minor, shop.currency,
        line.tax_class, shop.is_tax_included, line.tax_rate_ppm, line.tax_minor,
        coalesce((line.more ->> 'discount_minor')::bigint, 0),
        coalesce(line.more -> 'discounts', '[]'), line.total_minor,
        (:location_ids::uuid[])[line.location_no], line.portions,
        coalesce((line.more ->> 'backordered_units')::int, 0)
    FROM
        organization,
        unnest(
            :head_nos::int[], :line_nos::int[], :offer_nos::int[], :location_nos::int[],
            :names::text[], :skus::text[], :option_values::text[], :tax_classes::text[],
            :line_units::int[], :line_price_minor::bigint[], :line_tax_rate_ppm::int[],
            :line_tax_minor::bigint[], :line_total_minor::bigint[], :line_portions::jsonb[],
            :line_more::jsonb[]
        ) AS line (
            head_no, line_no, offer_no, location_no, name, sku, option_values, tax_class, units,
            price_minor, tax_rate_ppm, tax_minor, total_minor, portions, more
        )
    JOIN shop ON shop.store_no = (:store_nos::int[])[line.head_no]
    WHERE organization.org_id = :org_id
)
SELECT counter.store_id, counter.last_serial
FROM counter;
